"""What evaluating models and keeping prompts needs: datasets with records, scorers, prompts; by the real client."""

import mlflow
import pytest
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.genai.datasets import create_dataset, delete_dataset, get_dataset, search_datasets
from mlflow.genai.judges import make_judge
from mlflow.genai.scorers import delete_scorer, get_scorer, list_scorers

RECORDS = [
    {"inputs": {"question": "What is late?"}, "expectations": {"answer": "15 minutes"}, "tags": {"by": "ann"}},
    {"inputs": {"question": "And early?"}, "expectations": {"answer": "never"}},
    {"inputs": {"question": "Ü?", "more": [1, 2.5, None]}},
]


@pytest.fixture
def experiment(client, unique):
    return client.create_experiment(unique)


def test_a_dataset_grows_changes_and_goes(client, unique, experiment):
    made = create_dataset(name=unique, experiment_id=[experiment], tags={"team": "flights"})
    made.merge_records(RECORDS)
    made.merge_records([{"inputs": {"question": "And early?"}, "expectations": {"source": "the timetable"}}])
    found = get_dataset(dataset_id=made.dataset_id)
    frame = found.to_df().set_index("dataset_record_id")
    assert len(frame) == 3 and found.experiment_ids == [experiment] and found.tags["team"] == "flights"
    merged = next(r for r in frame["expectations"] if r and "source" in r)
    assert merged == {"answer": "never", "source": "the timetable"}
    assert found.profile == '{"num_records":3}' and "question" in found.schema

    assert found.delete_records([frame.index[0]]) == 1
    assert len(get_dataset(dataset_id=made.dataset_id).to_df()) == 2
    client.set_dataset_tags(made.dataset_id, {"team": "trains", "old": "x"})
    client.delete_dataset_tag(made.dataset_id, "old")
    assert get_dataset(dataset_id=made.dataset_id).tags["team"] == "trains"
    delete_dataset(dataset_id=made.dataset_id)
    with pytest.raises(MlflowException, match="not found"):
        get_dataset(dataset_id=made.dataset_id)


def test_datasets_are_found_by_experiment_tag_and_name(client, unique, experiment):
    other = client.create_experiment(unique + "-other")
    ids = [create_dataset(name=f"{unique}-{i}", experiment_id=[experiment], tags={"n": str(i)}).dataset_id for i in range(3)]
    assert {d.dataset_id for d in search_datasets(experiment_ids=[experiment])} == set(ids)
    named = search_datasets(filter_string=f"name LIKE '{unique}%' AND tags.n = '1'")
    assert [d.dataset_id for d in named] == [ids[1]]
    assert [d.name for d in search_datasets(experiment_ids=[experiment], order_by=["name DESC"], max_results=2)] == [f"{unique}-2", f"{unique}-1"]
    client.add_dataset_to_experiments(ids[0], [other])
    assert [d.dataset_id for d in search_datasets(experiment_ids=[other])] == [ids[0]]
    client.remove_dataset_from_experiments(ids[0], [other])
    assert list(search_datasets(experiment_ids=[other])) == []


def test_records_come_from_traces(unique, experiment):
    mlflow.set_experiment(experiment_id=experiment)

    @mlflow.trace
    def answer(question):
        return question + "!"

    answer("why?")
    mlflow.flush_trace_async_logging()
    made = create_dataset(name=unique, experiment_id=[experiment])
    made.merge_records(mlflow.search_traces(locations=[experiment]))
    (row,) = made.to_df().to_dict("records")
    assert row["inputs"] == {"question": "why?"} and row["source_type"] == "TRACE"


def test_a_scorer_has_versions(experiment):
    judge = make_judge(name="polite", instructions="Is {{ outputs }} polite?", model="openai:/gpt-4")
    first = judge.register(experiment_id=experiment)
    make_judge(name="polite", instructions="Is {{ outputs }} kind?", model="openai:/gpt-4").register(experiment_id=experiment)
    assert first.name == "polite" and [s.name for s in list_scorers(experiment_id=experiment)] == ["polite"]
    assert "polite?" in get_scorer(name="polite", experiment_id=experiment, version=1).instructions
    assert "kind?" in get_scorer(name="polite", experiment_id=experiment).instructions
    delete_scorer(name="polite", experiment_id=experiment, version="all")
    assert list_scorers(experiment_id=experiment) == []


def test_a_prompt_lives_its_life(client, unique):
    first = mlflow.genai.register_prompt(name=unique, template="Say {{ what }}.", commit_message="first", tags={"team": "flights"})
    second = mlflow.genai.register_prompt(name=unique, template=[{"role": "user", "content": "Do say {{ what }}!"}])
    assert (first.version, second.version) == (1, 2)
    assert mlflow.genai.load_prompt(f"prompts:/{unique}/1").format(what="hello") == "Say hello."
    assert mlflow.genai.load_prompt(f"prompts:/{unique}/1").tags["team"] == "flights"
    mlflow.genai.set_prompt_alias(unique, alias="production", version=1)
    assert mlflow.genai.load_prompt(f"prompts:/{unique}@production").version == 1
    assert mlflow.genai.load_prompt(unique).version == 2
    mlflow.genai.delete_prompt_alias(unique, alias="production")
    with pytest.raises(MlflowException):
        mlflow.genai.load_prompt(f"prompts:/{unique}@production", cache_ttl_seconds=0)

    mlflow.genai.set_prompt_tag(unique, "owner", "ann")
    assert mlflow.genai.get_prompt_tags(unique)["owner"] == "ann"
    mlflow.genai.delete_prompt_tag(unique, "owner")
    assert "owner" not in mlflow.genai.get_prompt_tags(unique)
    mlflow.genai.set_prompt_version_tag(unique, 1, "k", "v")
    mlflow.genai.delete_prompt_version_tag(unique, 1, "k")
    assert [p.name for p in mlflow.genai.search_prompts(filter_string=f"name='{unique}'")] == [unique]
    assert [p.name for p in client.search_registered_models(f"name = '{unique}'")] == []
    assert [v.version for v in client.search_prompt_versions(unique)] == [2, 1]
    client.delete_prompt_version(unique, "2")
    client.delete_prompt_version(unique, "1")
    client.delete_prompt(unique)
    assert mlflow.genai.load_prompt(f"prompts:/{unique}/1", allow_missing=True, cache_ttl_seconds=0) is None
