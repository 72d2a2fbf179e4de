"""One call of the corpus, and the short words that the areas write their calls with.

Texts may hold `$name`: the value that an earlier call of the area kept under that name (each server has its own), and
`$u`: a word that no other run of the test uses.
"""

from dataclasses import dataclass, field

MLFLOW = "/api/2.0/mlflow/"


@dataclass
class Call:
    title: str
    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    body: object = None
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    keep: dict[str, str] = field(default_factory=dict)
    """name -> path in the answer, such as `run.info.run_id` or `model_versions.0.version`"""


def _call(method, title, path, body=None, raw=None, headers=None, keep=None, query=None):
    pairs = []
    for name, value in (query or {}).items():
        pairs += [(name, str(each)) for each in (value if isinstance(value, list) else [value])]
    whole = path if path.startswith("/") else MLFLOW + path
    return Call(title, method, whole, pairs, body, raw, headers or {}, keep or {})


def get(title, path, query=None, **more):
    return _call("GET", title, path, query=query, **more)


def post(title, path, body=None, **more):
    return _call("POST", title, path, body, **more)


def patch(title, path, body=None, **more):
    return _call("PATCH", title, path, body, **more)


def delete(title, path, body=None, **more):
    return _call("DELETE", title, path, body, **more)


def put(title, path, raw=None, **more):
    return _call("PUT", title, path, raw=raw, **more)
