"""Sends the corpus to a server and makes its answers comparable: what each server makes up itself (ids, times, random
names, page tokens, its own address) gets one name on both sides."""

import http.client
import json
import re
import urllib.parse
from dataclasses import dataclass, field

from calls import Call

OWN_TIMES = {
    "creation_time", "last_update_time", "creation_timestamp", "last_updated_timestamp", "creation_timestamp_ms",
    "last_updated_timestamp_ms", "created_time",
}  # fmt: skip
HEX = re.compile(r"(?<![0-9a-f])(m-)?[0-9a-f]{32}(?![0-9a-f])")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RANDOM_NAME = re.compile(r"[a-z]+-[a-z]+-\d{1,4}")
SHOWN_HEADERS = ("Content-Disposition", "X-Content-Type-Options", "Content-Range", "Location")
BY_KEY = {"tags", "params", "aliases", "metrics"}
JSON_TEXTS = {"tags", "schema", "profile", "records", "serialized_scorer"}
NOW = re.compile(r"20(2[6-9]|[3-9]\d)-\d\d-\d\dT")
DIGEST = re.compile(r"[0-9a-f]{8}")


@dataclass
class Answer:
    """What came back, made comparable: `fields` maps paths such as `run.info.status` to values."""

    status: int
    content_type: str
    headers: dict[str, str]
    body: object
    fields: dict[str, object] = field(default_factory=dict)

    def __str__(self):
        shown = self.body if isinstance(self.body, str) else json.dumps(self.body, ensure_ascii=False)
        extra = "".join(f" [{k}: {v}]" for k, v in self.headers.items())
        return f"{self.status} {self.content_type}{extra} {shown}"


class Replay:
    """Plays calls on one server, keeping what later calls need. A replay belongs to one area."""

    def __init__(self, url: str, unique: str):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.kept: dict[str, str] = {"u": unique}
        self.link = http.client.HTTPConnection(self.host, self.port, timeout=60)

    def play(self, call: Call) -> Answer:
        query = "&".join(
            urllib.parse.quote(name) + "=" + urllib.parse.quote(self._filled(value)) for name, value in call.query
        )
        target = self._filled(call.path) + ("?" + query if query else "")
        headers = {name: self._filled(value) for name, value in call.headers.items()}
        data = call.raw
        if call.body is not None:
            data = json.dumps(self._filled(call.body)).encode()
        if data is not None and "Content-Type" not in headers:
            headers["Content-Type"] = "application/json"
        answer, text = self._exchange(call, target, data, {k: v for k, v in headers.items() if v})
        self._keep(call, text)
        return self._comparable(answer, text)

    def _exchange(self, call: Call, target: str, data: bytes | None, headers: dict[str, str]):
        """As HTTP clients do: once more on a fresh connection if the server has closed the kept one."""
        for last in (False, True):
            try:
                self.link.request(call.method, target, body=data, headers=headers)
                answer = self.link.getresponse()
                return answer, answer.read()
            except (http.client.HTTPException, OSError) as broken:
                self.link.close()
                if last:
                    raise AssertionError(f"port {self.port} gave no answer to {call}") from broken

    def _filled(self, value):
        if isinstance(value, str):
            for name in sorted(self.kept, key=len, reverse=True):
                value = value.replace("$" + name, self.kept[name])
            return value
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        if isinstance(value, dict):
            return {self._filled(k): self._filled(v) for k, v in value.items()}
        return value

    def _keep(self, call: Call, text: bytes):
        for name, path in call.keep.items():
            value = json.loads(text)
            try:
                for step in path.split("."):
                    value = value[int(step) if step.isdigit() else step]
            except (KeyError, IndexError):
                value = f"no-{name}"
            self.kept[name] = str(value)

    def _comparable(self, answer, text: bytes) -> Answer:
        content_type = (answer.getheader("Content-Type") or "").split(";")[0]
        try:
            body = json.loads(text) if text else ""
        except ValueError:
            body = text.decode(errors="replace")
        body = self._named(body, "")
        headers = {n: self._text(answer.getheader(n), n) for n in SHOWN_HEADERS if answer.getheader(n)}
        made = Answer(answer.status, content_type, headers, body)
        made.fields = {"status": answer.status, "content type": content_type, **headers, **flat(body)}
        return made

    def _named(self, value, key: str):
        if isinstance(value, dict):
            return {k: self._named(v, k) for k, v in value.items()}
        if isinstance(value, list):
            named = [self._named(each, key) for each in value]
            if key == "experiment_ids":
                return sorted(named)
            if key == "aliases" and all(isinstance(each, str) for each in named):
                return sorted(named)
            if key == "latest_versions":
                return sorted(named, key=lambda each: int(each["version"]))
            if key == "dataset_summaries":
                return sorted(named, key=str)
            keys = [each.get("key", each.get("alias")) for each in named if isinstance(each, dict)]
            if key in BY_KEY and len(keys) == len(named) == len(set(keys)) and None not in keys:
                named.sort(key=lambda each: each.get("key", each.get("alias")))
            return named
        if isinstance(value, int) and key == "experiment_id":
            return self._text(str(value), key)
        if isinstance(value, int) and not isinstance(value, bool) and key in OWN_TIMES:
            return "<time>" if value > 1_600_000_000_000 else value
        if key in JSON_TEXTS and isinstance(value, str) and value[:1] in ("{", "["):
            return self._named(json.loads(value), key)
        return self._text(value, key) if isinstance(value, str) else value

    def _text(self, value: str, key: str) -> str:
        if key in ("create_time", "last_update_time") and NOW.match(value):
            return "<time>"
        if key.endswith("page_token"):
            return "<token>"
        if key == "digest" and DIGEST.fullmatch(value):
            return "<digest>"
        if key in ("experiment_id", "experiment_ids"):
            own = [name for name, kept in self.kept.items() if kept == value]
            return f"${own[0]}" if own else "<number>" if value.isdigit() and value != "0" else value
        for name, kept in self.kept.items():
            if kept.isdigit():
                value = re.sub(rf"(id[ =]'?|xperiment |mlflow-artifacts:/|'(?=\d+/)){kept}(?![\w-]|\.\w)", rf"\1${name}", value)
            elif len(kept) >= 6:
                value = value.replace(kept, f"${name}")
        value = re.sub(r"mlflow-artifacts:/[1-9]\d*", "mlflow-artifacts:/<number>", value)
        value = value.replace(f"http://{self.host}:{self.port}", "<host>").replace(f"{self.host}:{self.port}", "<host>")
        value = UUID.sub("<uuid>", HEX.sub("<id>", value))
        if key in ("run_name", "name") and RANDOM_NAME.fullmatch(value):
            return "<random name>"
        return "<random name>" if key == "value" and RANDOM_NAME.fullmatch(value) else value


def flat(value, path: str = "") -> dict[str, object]:
    """Leaves of a JSON value by their paths; empty containers are leaves too."""
    if isinstance(value, dict) and value:
        children = [(f"{path}.{k}" if path else k, v) for k, v in value.items()]
    elif isinstance(value, list) and value:
        children = [(f"{path}[{i}]", v) for i, v in enumerate(value)]
    else:
        return {path or "body": value}
    return {k: v for at, child in children for k, v in flat(child, at).items()}


ABSENT = "<absent>"


def differing(real: Answer, ours: Answer) -> list[str]:
    """Paths of the fields that are not alike."""
    paths = list(dict.fromkeys([*real.fields, *ours.fields]))
    return [p for p in paths if not alike(real.fields.get(p, ABSENT), ours.fields.get(p, ABSENT))]


def alike(a, b) -> bool:
    if isinstance(a, bool) != isinstance(b, bool):
        return False
    return a == b or (a != a and b != b)
