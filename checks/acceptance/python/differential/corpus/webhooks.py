"""Webhooks: made, changed, listed, deleted. Their URLs name a public address that nothing is sent to."""

from calls import delete, get, patch, post

PUBLIC = "https://93.184.215.14/hook"
CREATED = {"entity": "REGISTERED_MODEL", "action": "CREATED"}
URLS = [
    "http://93.184.215.14/hook", "https://127.0.0.1/x", "https://10.0.0.1/x", "https://192.168.1.1/x", "https://169.254.169.254/latest", "https://[::1]/x", "https://0.0.0.0/x", "https://localhost/x", "ftp://93.184.215.14/x", "file:///etc/passwd", "not a url", "https://", "",
    "https://[::ffff:127.0.0.1]/x", "https://100.64.0.1/x", "https://224.0.0.1/x", "https://user:pass@93.184.215.14/x", "https://93.184.215.14:8443/x",
]  # fmt: skip
EVENTS = [
    ("MODEL_VERSION", "CREATED"), ("MODEL_VERSION_TAG", "SET"), ("MODEL_VERSION_TAG", "DELETED"), ("MODEL_VERSION_ALIAS", "CREATED"), ("MODEL_VERSION_ALIAS", "DELETED"), ("PROMPT", "CREATED"), ("PROMPT_VERSION", "CREATED"), ("PROMPT_TAG", "SET"), ("PROMPT_VERSION_TAG", "DELETED"), ("PROMPT_ALIAS", "CREATED"),
    ("REGISTERED_MODEL", "UPDATED"), ("REGISTERED_MODEL", "DELETED"), ("MODEL_VERSION", "SET"), ("NOSUCH", "CREATED"), ("REGISTERED_MODEL", "NOSUCH"),
]  # fmt: skip


def create(title, keep=None, **body):
    fields = {"name": "$u-hook", "url": PUBLIC, "events": [CREATED], **body}
    return post(title, "webhooks", {k: v for k, v in fields.items() if v != "<out>"}, keep={keep: "webhook.webhook_id"} if keep else None)


CALLS = [
    create("create", "one", description="words", secret="secret", status="ACTIVE"),
    create("create a second", "two", name="$u-hook2"),
    create("create with the same name", name="$u-hook"),
    create("create without a name", name="<out>"),
    create("create with an empty name", name=""),
    create("create with a blank name", name="  "),
    create("create with a number as name", name=5),
    create("create with an odd name", name="a/b c!"),
    create("create with a name of 63", name="n" * 63),
    create("create with a name of 64", name="n" * 64),
    create("create with a long name", name="n" * 300),
    create("create without a URL", url="<out>"),
    create("create without events", events="<out>"),
    create("create with no events", events=[]),
    create("create with text as events", events="x"),
    create("create with an event twice", events=[CREATED, CREATED]),
    create("create with an empty event", events=[{}]),
    create("create as disabled", status="DISABLED", name="$u-off"),
    create("create with a status of nobody", status="DANCING", name="$u-odd"),
    create("create with a status by number", status=2, name="$u-number"),
    create("create with a long secret", secret="s" * 1001),
    *[create(f"URL {u}", url=u, name="$u-url") for u in URLS],
    *[create(f"event {entity} {action}", events=[{"entity": entity, "action": action}], name="$u-event") for entity, action in EVENTS],
    get("get", "webhooks/$one"),
    get("get what is not there", "webhooks/00000000-0000-0000-0000-000000000000"),
    get("get what is no id", "webhooks/x"),
    patch("rename", "webhooks/$one", {"name": "$u-renamed"}),
    patch("change the status", "webhooks/$one", {"status": "DISABLED"}),
    patch("change the URL", "webhooks/$one", {"url": PUBLIC + "/2"}),
    patch("change the URL to a private one", "webhooks/$one", {"url": "https://10.0.0.1/x"}),
    patch("change the events", "webhooks/$one", {"events": [{"entity": "MODEL_VERSION", "action": "CREATED"}, CREATED]}),
    patch("change to no events", "webhooks/$one", {"events": []}),
    patch("change the description", "webhooks/$one", {"description": "other"}),
    patch("change nothing", "webhooks/$one", {}),
    patch("change the name to nothing", "webhooks/$one", {"name": ""}),
    patch("change what is not there", "webhooks/00000000-0000-0000-0000-000000000000", {"name": "$u-x"}),
    get("get changed", "webhooks/$one"),
    create("create the newest", "newest", name="$u-newest"),
    get("list 1", "webhooks", {"max_results": 1}),
    get("list -1", "webhooks", {"max_results": -1}),
    get("list 1001", "webhooks", {"max_results": 1001}),
    get("list a word", "webhooks", {"max_results": "x"}),
    get("list with a token of nobody", "webhooks", {"page_token": "!!"}),
    post("test what is not there", "webhooks/00000000-0000-0000-0000-000000000000/test", {}),
    delete("delete", "webhooks/$one"),
    get("get a deleted one", "webhooks/$one"),
    delete("delete again", "webhooks/$one"),
    delete("delete the second", "webhooks/$two"),
]  # fmt: skip
