"""Datasets to evaluate with, their records, tags and experiments; scorers."""

import json

from calls import delete, get, patch, post

V3 = "/api/3.0/mlflow/"
NONE = "d-" + "0" * 32


def one(path=""):
    return f"{V3}datasets/$d" + path


def many(*records):
    return {"records": json.dumps(list(records))}


RECORDS = [
    {"inputs": {"q": "what?", "n": 1}, "expectations": {"answer": "that"}, "tags": {"mlflow.user": "ann", "k": "v"}},
    {"inputs": {"q": "why?"}, "outputs": {"a": "so"}, "source": {"source_type": "human", "source_data": {"source_id": "s1"}}},
    {"inputs": {"q": "who?", "list": [1, 2.5, None, True]}, "outputs": "text", "source": {"source_type": "TRACE", "source_data": {"trace_id": "tr-1"}}},
]  # fmt: skip
FILTERS = [
    "name = '$u-a'", "name LIKE '$u%'", "name ILIKE '$U-a'", "name != '$u-a' AND name LIKE '$u%'", "name IN ('$u-a', '$u-b')", "tags.team = 'red' AND name LIKE '$u%'", "tags.team != 'red' AND name LIKE '$u%'", "tags.team LIKE 'r%' AND name LIKE '$u%'",
    "created_time > 0 AND name LIKE '$u%'", "created_time < 5", "last_update_time >= 5 AND name = '$u-a'", "created_by = 'ann' AND name LIKE '$u%'", "last_updated_by = 'ann' AND name LIKE '$u%'",
    "nosuch = 'x'", "name > 'a'", "name = x", "created_time = 'x'", "created_time = 1.5", "tags.team > 'x'", "name = 'a' OR name = 'b'", "(name = 'a')", "nosuch.x = 'y'", "created_by IN ('ann')", "name",
]  # fmt: skip
ORDERS = [["name"], ["name DESC"], ["created_time ASC", "name"], ["last_update_time DESC", "name DESC"], ["nosuch"], ["name SIDEWAYS"], ["created_by"], ["tags.team"]]
SERIALIZED = json.dumps({"name": "s", "description": None, "aggregations": None, "is_session_level_scorer": False, "mlflow_version": "3.17.2", "serialization_version": 1, "instructions_judge_pydantic_data": {"instructions": "Is {{ outputs }} good?", "model": "openai:/gpt-4"}})
DECORATED = json.dumps({"name": "s", "call_source": "return 1", "call_signature": "(outputs)", "original_func_name": "s"})


def scorer(path):
    return V3 + "scorers/" + path


CALLS = [
    post("an experiment", "experiments/create", {"name": "$u-evaluation"}, keep={"e": "experiment_id"}),
    post("another experiment", "experiments/create", {"name": "$u-evaluation2"}, keep={"e2": "experiment_id"}),
    post("create", V3 + "datasets/create", {"name": "$u-a", "experiment_ids": ["$e"], "tags": json.dumps({"team": "red", "mlflow.user": "ann"})}, keep={"d": "dataset.dataset_id"}),
    post("create the same name", V3 + "datasets/create", {"name": "$u-a"}, keep={"a2": "dataset.dataset_id"}),
    delete("delete the second of the name", V3 + "datasets/$a2"),
    post("create without experiments", V3 + "datasets/create", {"name": "$u-b", "tags": "{}"}, keep={"b": "dataset.dataset_id"}),
    post("create in two", V3 + "datasets/create", {"name": "$u-c", "experiment_ids": ["$e", "$e2"]}, keep={"c": "dataset.dataset_id"}),
    post("create without a name", V3 + "datasets/create", {}),
    post("create with a number as name", V3 + "datasets/create", {"name": 5}),
    post("create with an empty name", V3 + "datasets/create", {"name": ""}),
    post("create with text as experiments", V3 + "datasets/create", {"name": "$u-x", "experiment_ids": "x"}),
    post("create in an experiment that is not there", V3 + "datasets/create", {"name": "x-$u", "experiment_ids": ["987654"]}),
    post("create with tags that are no JSON", V3 + "datasets/create", {"name": "$u-x", "tags": "{"}),
    post("create with a list of tags", V3 + "datasets/create", {"name": "$u-x", "tags": "[1]"}),
    post("create with an object as tags", V3 + "datasets/create", {"name": "$u-x", "tags": {"a": "b"}}),
    post("create with a number as a tag", V3 + "datasets/create", {"name": "$u-n", "tags": json.dumps({"n": 5})}, keep={"n": "dataset.dataset_id"}),
    post("create with a long name", V3 + "datasets/create", {"name": "n" * 300 + "$u"}),
    get("get", one()),
    get("get for the UI", "/ajax-api/3.0/mlflow/datasets/$d"),
    get("get under 2.0", "/api/2.0/mlflow/datasets/$d"),
    get("get what is not there", f"{V3}datasets/{NONE}"),
    get("experiments", one("/experiment-ids")),
    get("experiments of two", V3 + "datasets/$c/experiment-ids"),
    get("experiments of what is not there", f"{V3}datasets/{NONE}/experiment-ids"),
    get("no records", one("/records")),
    *[post(f"put record {i}", one("/records"), many(record)) for i, record in enumerate(RECORDS)],
    post("put records again", one("/records"), many({**RECORDS[0], "expectations": {"more": 2}, "tags": {"k": "w"}}, {"inputs": {"q": "new?"}})),
    post("put none", one("/records"), many()),
    post("put without records", one("/records"), {}),
    post("put what is no JSON", one("/records"), {"records": "["}),
    post("put an object", one("/records"), {"records": "{}"}),
    post("put a list of texts", one("/records"), {"records": json.dumps(["x"])}),
    post("put a list", one("/records"), {"records": []}),
    post("put a record without inputs", V3 + "datasets/$b/records", many({"outputs": 1})),
    post("put a text as inputs", V3 + "datasets/$b/records", many({"inputs": "x"})),
    post("put an unknown source", V3 + "datasets/$b/records", many({"inputs": {"a": 1}, "source": {"source_type": "NOSUCH"}})),
    post("put where nothing is", f"{V3}datasets/{NONE}/records", many(RECORDS[0])),
    get("records", one("/records")),
    get("records, two", one("/records"), {"max_results": 2}, keep={"t": "next_page_token"}),
    get("records, the others", one("/records"), {"max_results": 2, "page_token": "$t"}),
    get("records, none", one("/records"), {"max_results": 0}),
    get("records, a word", one("/records"), {"max_results": "x"}),
    get("records, a token of nobody", one("/records"), {"page_token": "nobody"}),
    get("records of what is not there", f"{V3}datasets/{NONE}/records"),
    get("after records", one()),
    delete("delete a record that is not there", one("/records"), {"dataset_record_ids": ["dr-0"]}),
    delete("delete no records", one("/records"), {"dataset_record_ids": []}),
    delete("delete a text of records", one("/records"), {"dataset_record_ids": "x"}),
    delete("delete records where nothing is", f"{V3}datasets/{NONE}/records", {"dataset_record_ids": ["dr-0"]}),
    patch("set tags", one("/tags"), {"tags": json.dumps({"team": "blue", "new": "x", "none": None, "n": 5})}),
    patch("set tags that are no JSON", one("/tags"), {"tags": "x"}),
    patch("set a list of tags", one("/tags"), {"tags": "[]"}),
    patch("set without tags", one("/tags"), {}),
    patch("set tags of what is not there", f"{V3}datasets/{NONE}/tags", {"tags": "{}"}),
    delete("delete a tag", one("/tags/new")),
    delete("delete it again", one("/tags/new")),
    delete("delete a tag of what is not there", f"{V3}datasets/{NONE}/tags/new"),
    get("after tags", one()),
    post("add to an experiment", one("/add-experiments"), {"experiment_ids": ["$e2"]}),
    post("add again", one("/add-experiments"), {"experiment_ids": ["$e2"]}),
    post("add to none", one("/add-experiments"), {"experiment_ids": []}),
    post("add to one that is not there", one("/add-experiments"), {"experiment_ids": ["987654"]}),
    post("add a text", one("/add-experiments"), {"experiment_ids": "x"}),
    post("add what is not there", f"{V3}datasets/{NONE}/add-experiments", {"experiment_ids": ["$e2"]}),
    get("experiments after adding", one("/experiment-ids")),
    post("remove from an experiment", one("/remove-experiments"), {"experiment_ids": ["$e"]}),
    post("remove again", one("/remove-experiments"), {"experiment_ids": ["$e"]}),
    post("remove what is not there", f"{V3}datasets/{NONE}/remove-experiments", {"experiment_ids": ["$e2"]}),
    get("experiments after removing", one("/experiment-ids")),
    post("search in an experiment", V3 + "datasets/search", {"experiment_ids": ["$e"]}),
    get("search by GET", V3 + "datasets/search", {"experiment_ids": ["$e", "$e2"], "order_by": "name"}),
    post("search in one that is not there", V3 + "datasets/search", {"experiment_ids": ["987653"]}),
    post("search for one", V3 + "datasets/search", {"filter_string": "name LIKE '$u%'", "max_results": 1, "order_by": ["name"]}, keep={"p": "next_page_token"}),
    post("search for the next", V3 + "datasets/search", {"filter_string": "name LIKE '$u%'", "max_results": 1, "order_by": ["name"], "page_token": "$p"}),
    post("search with a token of nobody", V3 + "datasets/search", {"page_token": "nobody"}),
    *[post(f"search, max_results {n}", V3 + "datasets/search", {"max_results": n, "filter_string": "name = '$u-a'"}) for n in (0, -1, 50001, "x")],
    *[post(f"search {f}", V3 + "datasets/search", {"filter_string": f, "order_by": ["name"]}) for f in FILTERS],
    *[post(f"search ordered by {o}", V3 + "datasets/search", {"filter_string": "name LIKE '$u%' AND name != '$u-a'", "order_by": o}) for o in ORDERS],
    delete("delete", V3 + "datasets/$c"),
    delete("delete again", V3 + "datasets/$c"),
    get("get after delete", V3 + "datasets/$c"),
    post("register a scorer", scorer("register"), {"experiment_id": "$e", "name": "good", "serialized_scorer": SERIALIZED}),
    post("register a second version", scorer("register"), {"experiment_id": "$e", "name": "good", "serialized_scorer": SERIALIZED}),
    post("register another scorer", scorer("register"), {"experiment_id": "$e", "name": "an other", "serialized_scorer": "{}"}),
    post("register a decorated function", scorer("register"), {"experiment_id": "$e", "name": "code", "serialized_scorer": DECORATED}),
    post("register what is no JSON", scorer("register"), {"experiment_id": "$e", "name": "x", "serialized_scorer": "x"}),
    post("register a list", scorer("register"), {"experiment_id": "$e", "name": "x", "serialized_scorer": "[]"}),
    post("register an object that is no text", scorer("register"), {"experiment_id": "$e", "name": "x", "serialized_scorer": {}}),
    post("register without a name", scorer("register"), {"experiment_id": "$e", "serialized_scorer": "{}"}),
    post("register with an empty name", scorer("register"), {"experiment_id": "$e", "name": "", "serialized_scorer": "{}"}),
    post("register with a blank name", scorer("register"), {"experiment_id": "$e", "name": "  ", "serialized_scorer": "{}"}),
    post("register with a slash", scorer("register"), {"experiment_id": "$e", "name": "a/b", "serialized_scorer": "{}"}),
    post("register with a long name", scorer("register"), {"experiment_id": "$e2", "name": "n" * 300, "serialized_scorer": "{}"}),
    post("register without an experiment", scorer("register"), {"name": "x", "serialized_scorer": "{}"}),
    post("register in an experiment that is not there", scorer("register"), {"experiment_id": "987654", "name": "x", "serialized_scorer": "{}"}),
    post("register in a word", scorer("register"), {"experiment_id": "x", "name": "x", "serialized_scorer": "{}"}),
    post("register an odd model", scorer("register"), {"experiment_id": "$e", "name": "x", "serialized_scorer": SERIALIZED.replace("openai:/gpt-4", "nosuch")}),
    post("register with a gateway's model", scorer("register"), {"experiment_id": "$e", "name": "x", "serialized_scorer": SERIALIZED.replace("openai:/gpt-4", "gateway:/nosuch")}),
    get("list scorers", scorer("list"), {"experiment_id": "$e"}),
    get("list scorers of two", scorer("list"), {"experiment_ids": ["$e", "0"]}),
    get("list scorers of one and two", scorer("list"), {"experiment_id": "$e", "experiment_ids": ["$e2"]}),
    get("list scorers of what is not there", scorer("list"), {"experiment_id": "987654"}),
    get("list scorers of those that are not there", scorer("list"), {"experiment_ids": "987654"}),
    get("list scorers of a word", scorer("list"), {"experiment_id": "x"}),
    get("versions of a scorer", scorer("versions"), {"experiment_id": "$e", "name": "good"}),
    get("versions of a scorer that is not there", scorer("versions"), {"experiment_id": "$e", "name": "nosuch"}),
    get("versions without a name", scorer("versions"), {"experiment_id": "$e"}),
    get("versions in an experiment that is not there", scorer("versions"), {"experiment_id": "987654", "name": "good"}),
    get("a scorer", scorer("get"), {"experiment_id": "$e", "name": "good"}),
    get("its first version", scorer("get"), {"experiment_id": "$e", "name": "good", "version": 1}),
    get("its third version", scorer("get"), {"experiment_id": "$e", "name": "good", "version": 3}),
    get("its version of a word", scorer("get"), {"experiment_id": "$e", "name": "good", "version": "x"}),
    get("a scorer that is not there", scorer("get"), {"experiment_id": "$e", "name": "nosuch"}),
    get("a scorer of another experiment", scorer("get"), {"experiment_id": "$e2", "name": "good"}),
    delete("delete a version of a scorer", scorer("delete"), {"experiment_id": "$e", "name": "good", "version": 1}),
    delete("delete it again as before", scorer("delete"), {"experiment_id": "$e", "name": "good", "version": 1}),
    post("register after a delete", scorer("register"), {"experiment_id": "$e", "name": "good", "serialized_scorer": SERIALIZED}),
    delete("delete a scorer", scorer("delete"), {"experiment_id": "$e", "name": "good"}),
    delete("delete a scorer that is not there", scorer("delete"), {"experiment_id": "$e", "name": "nosuch"}),
    delete("delete without a name", scorer("delete"), {"experiment_id": "$e"}),
    get("list scorers after deletes", scorer("list"), {"experiment_id": "$e"}),
    post("delete the experiment", "experiments/delete", {"experiment_id": "$e"}),
    get("list scorers of a deleted one", scorer("list"), {"experiment_id": "$e"}),
    post("register in a deleted one", scorer("register"), {"experiment_id": "$e", "name": "good", "serialized_scorer": "{}"}),
    post("search in a deleted one", V3 + "datasets/search", {"experiment_ids": ["$e"]}),
]  # fmt: skip
