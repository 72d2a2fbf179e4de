"""Prompts, which are registered models with a tag."""

from calls import delete, get, patch, post

IS = {"key": "mlflow.prompt.is_prompt", "value": "true"}
NOT = "tags.`mlflow.prompt.is_prompt` = 'true'"


def model(path):
    return "registered-models/" + path


def version(path):
    return "model-versions/" + path


def p(**more):
    return {"name": "$u-p", **more}


def text(template):
    return [IS, {"key": "mlflow.prompt.text", "value": template}, {"key": "_mlflow_prompt_type", "value": "text"}]


CALLS = [
    post("create", model("create"), p(tags=[IS, {"key": "team", "value": "red"}])),
    post("create a second", model("create"), {"name": "$u-q", "tags": [IS]}),
    post("create a model beside", model("create"), {"name": "$u-m"}),
    post("create twice", model("create"), p(tags=[IS])),
    post("create a model of its name", model("create"), p()),
    post("a version", version("create"), p(source="prompt-template", description="first", tags=text("Say {{x}}."))),
    post("another version", version("create"), p(source="prompt-template", tags=text("Do say {{x}}!"))),
    post("a version with another source", version("create"), p(source="s3://b/x", tags=text("x"))),
    get("get", model("get"), {"name": "$u-p"}),
    get("get a version", version("get"), {"name": "$u-p", "version": 1}),
    get("get a version that is not there", version("get"), {"name": "$u-p", "version": 3}),
    get("search without saying so", model("search"), {"filter": "name LIKE '$u%'"}),
    get("search prompts", model("search"), {"filter": NOT + " AND name LIKE '$u%'"}),
    get("search prompts by a tag", model("search"), {"filter": NOT + " AND tags.team = 'red' AND name LIKE '$u%'"}),
    get("search versions without saying so", version("search"), {"filter": "name = '$u-p'"}),
    get("search versions of prompts", version("search"), {"filter": NOT + " AND name = '$u-p'"}),
    post("set an alias", model("alias"), p(alias="production", version="1")),
    get("by alias", model("alias"), {"name": "$u-p", "alias": "production"}),
    get("get with an alias", model("get"), {"name": "$u-p"}),
    post("move the alias", model("alias"), p(alias="production", version="2")),
    delete("delete the alias", model("alias"), p(alias="production")),
    get("by an alias that is gone", model("alias"), {"name": "$u-p", "alias": "production"}),
    post("set a tag", model("set-tag"), p(key="k", value="v")),
    delete("delete a tag", model("delete-tag"), p(key="k")),
    delete("delete a tag that is not there", model("delete-tag"), p(key="k")),
    post("set a version's tag", version("set-tag"), p(version="1", key="k", value="v")),
    delete("delete a version's tag", version("delete-tag"), p(version="1", key="k")),
    patch("describe", model("update"), p(description="words")),
    patch("describe a version", version("update"), p(version="1", description="words")),
    get("where a version is", version("get-download-uri"), {"name": "$u-p", "version": 1}),
    post("a model of a prompt", version("create"), {"name": "$u-m", "source": "models:/$u-p/1"}),
    delete("delete a version", version("delete"), p(version="2")),
    get("get after a delete", model("get"), {"name": "$u-p"}),
    post("the next version", version("create"), p(source="prompt-template", tags=text("Once more."))),
    post("a prompt's version of a model", version("create"), {"name": "$u-m", "source": "prompt-template", "tags": text("x")}),
    post("a model's version of a prompt", version("create"), p(source="s3://b/x")),
    delete("delete", model("delete"), p()),
    get("get what is gone", model("get"), {"name": "$u-p"}),
]  # fmt: skip
