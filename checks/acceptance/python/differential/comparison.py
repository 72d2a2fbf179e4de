"""Compares the answers of both servers with each other and with the table of known differences."""

import pathlib
import re
from dataclasses import dataclass

from corpus import AREAS
from replay import Answer, differing

TABLE = pathlib.Path(__file__).resolve().parents[4] / "docs" / "reference" / "mlflow-compatibility.md"


@dataclass(frozen=True)
class Known:
    """A row of the table: calls that differ in these fields, with what each server answers."""

    calls: list[str]
    fields: list[str]
    mlflow: list[str]
    slipway: list[str]
    reason: str


def known() -> list[Known]:
    """The rows between the marks of the table; quoted texts (`…`) are what is checked, words between are for people."""
    text = TABLE.read_text(encoding="utf-8").split("<!-- differences -->")[1].split("<!-- end of differences -->")[0]
    rows = []
    for line in text.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])]
            rows.append(Known(*(quoted(cell) for cell in cells[:4]), cells[4]))
    return rows


def quoted(cell: str) -> list[str]:
    """The code spans of a cell of Markdown."""
    return [span[1].strip() for span in re.findall(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", cell)]


def decisive(fields: list[str], a: Answer, b: Answer) -> list[str]:
    """Where the status differs, one server refused what the other did; where the content type differs, one sent a page
    and the other JSON; where `body` does, one answered nothing: the fields of such answers tell no more. An element of
    a list that one answer does not have is named as a whole."""
    for field in ("status", "content type", "body"):
        if field in fields:
            return [field]
    return list(dict.fromkeys(lacking(field, a, b) for field in fields))


def lacking(field: str, a: Answer, b: Answer) -> str:
    for end in re.finditer(r"]", field):
        element = field[: end.end()]
        if not all(any(path.startswith(element) for path in answer.fields) for answer in (a, b)):
            return element
    return field


def begins(answer: Answer, texts: list[str]) -> bool:
    return any(str(answer).startswith(text) for text in texts)


class Comparison:
    def __init__(self, real: dict[str, list[Answer]], ours: dict[str, list[Answer]]):
        self.calls = {
            f"{area}: {call.title}": (call, real[area][i], ours[area][i])
            for area, calls in AREAS.items()
            for i, call in enumerate(calls)
        }
        self.different = {}
        for name, (_, a, b) in self.calls.items():
            fields = decisive(differing(a, b), a, b)
            if fields:
                self.different[name] = fields

    def score(self) -> str:
        return f"{len(self.calls) - len(self.different)} of {len(self.calls)} calls answered alike"

    def unexplained(self, area: str) -> list[str]:
        """Differences that no row of the table has, readable."""
        listed = {call: row for row in known() for call in row.calls}
        out = []
        for name, fields in self.different.items():
            if name.startswith(area + ": "):
                problem = self._against(name, fields, listed.get(name))
                if problem:
                    _, a, b = self.calls[name]
                    out.append(f"{name}\n    {problem}\n    MLflow:  {str(a)[:600]}\n    Slipway: {str(b)[:600]}")
        return out

    def _against(self, name: str, fields: list[str], row: Known | None) -> str:
        if row is None:
            return "differs in " + ", ".join(fields)
        if set(fields) != set(row.fields):
            return f"differs in {', '.join(fields)}, the table says {', '.join(row.fields)}"
        _, a, b = self.calls[name]
        if fields == ["status"] and not (begins(a, row.mlflow) and begins(b, row.slipway)):
            return "the table has another status"
        missing = [f"MLflow: {t}" for t in row.mlflow if t not in str(a)] + [f"Slipway: {t}" for t in row.slipway if t not in str(b)]
        return "the table's text is not in the answer: " + "; ".join(missing) if missing else ""

    def outdated(self) -> list[str]:
        """Calls of the table that are answered alike, or that the corpus does not have."""
        return [call for row in known() for call in row.calls if call not in self.different]
