"""Traces of version 3: start, find, tags, assessments, delete."""

from calls import delete, get, patch, post

V3 = "/api/3.0/mlflow/traces"
NONE = "tr-" + "0" * 32
OTHER = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "$e2"}}
TIME = "2025-01-02T03:04:05.678Z"


def info(trace, **more):
    return {
        "trace": {
            "trace_info": {
                "trace_id": f"tr-$u{trace}",
                "trace_location": {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "$e"}},
                "request_time": TIME,
                "execution_duration": "1.500s",
                "state": "OK",
                "request_preview": '{"q": 1}',
                "response_preview": '"a"',
                "trace_metadata": {"mlflow.trace_schema.version": "3", "k": "v"},
                "tags": {"mlflow.traceName": f"name {trace}", "team": "red"},
                **more,
            }
        }
    }


def one(path="", trace=1):
    return f"{V3}/tr-$u{trace}" + path


def search(title, filter_string="", **more):
    location = [{"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "$e"}}]
    return post(title, V3 + "/search", {"locations": location, "filter": filter_string, "order_by": ["timestamp_ms ASC"], **more})


def assessment(**more):
    return {"assessment": {"assessment_name": "good", "trace_id": "tr-$u1", "source": {"source_type": "HUMAN", "source_id": "ann"}, "create_time": TIME, "last_update_time": TIME, **more}}


FILTERS = [
    "name = 'name 2'", "trace.name = 'name 2'", "status = 'OK'", "state = 'ERROR'", "tags.team = 'red'", "tags.team != 'red'", "tags.late = 'x'", "metadata.k = 'v'", "request_metadata.k = 'w'", "timestamp_ms > 1735787045678", "timestamp > 0", "execution_time_ms > 1000", "execution_time < 1000", "request_id = 'tr-$u1'", "client_request_id = 'c2'", "run_id = 'x'", "name LIKE 'name%'", "nosuch = 'x'", "name = x", "status > 'A'", "tags.team = 'red' AND name = 'name 1'", "feedback.good = 'x'", "name",
]  # fmt: skip
CALLS = [
    post("an experiment", "experiments/create", {"name": "$u-traces"}, keep={"e": "experiment_id"}),
    post("another experiment", "experiments/create", {"name": "$u-traces2"}, keep={"e2": "experiment_id"}),
    post("start", V3, info(1)),
    post("start another", V3, info(2, request_time="2025-01-02T03:04:06.678Z", state="ERROR", execution_duration="0.25s", client_request_id="c2", trace_metadata={"k": "w"})),
    post("start a running one", V3, info(3, request_time="2025-01-02T03:04:07.678Z", state="IN_PROGRESS", execution_duration=None, response_preview=None)),
    post("start without a body", V3, {}),
    post("start in an experiment that is not there", V3, info(9, trace_location={"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "987654"}})),
    post("start with a wrong time", V3, info(8, request_time="yesterday", trace_location=OTHER)),
    post("start with a wrong state", V3, info(9, state="NOSUCH", trace_location=OTHER)),
    get("get", V3 + "/get", {"trace_id": "tr-$u1"}),
    get("info", one()),
    get("info of what is not there", f"{V3}/{NONE}"),
    patch("set a tag", one("/tags"), {"key": "late", "value": "x"}),
    patch("set a tag without a key", one("/tags"), {"value": "x"}),
    patch("set a tag with a number", one("/tags"), {"key": "n", "value": 5}),
    patch("set a tag of what is not there", f"{V3}/{NONE}/tags", {"key": "a", "value": "x"}),
    search("search all"),
    search("search one", max_results=1),
    *[search(f"search, max_results {n}", max_results=n) for n in (0, -1, 501, "x")],
    *[search(f"search {f}", f) for f in FILTERS],
    *[search(f"search ordered by {o}", order_by=o) for o in (["timestamp_ms DESC"], ["execution_time_ms ASC"], ["nosuch"], ["timestamp_ms SIDEWAYS"], [])],
    post("search nowhere", V3 + "/search", {"locations": []}),
    delete("delete a tag", one("/tags"), {"key": "late"}),
    delete("delete a tag that is not there", one("/tags"), {"key": "late"}),
    post("feedback", one("/assessments"), assessment(feedback={"value": True}, rationale="words"), keep={"a": "assessment.assessment_id"}),
    post("expectation", one("/assessments"), assessment(assessment_name="answer", expectation={"value": "b"}), keep={"x": "assessment.assessment_id"}),
    post("feedback with an error", one("/assessments"), assessment(feedback={"value": None, "error": {"error_code": "E", "error_message": "m"}})),
    post("neither feedback nor expectation", one("/assessments"), assessment()),
    post("feedback without a name", one("/assessments", 2), {"assessment": {"feedback": {"value": 1}}}),
    post("feedback without an assessment", one("/assessments"), {}),
    post("feedback of what is not there", f"{V3}/{NONE}/assessments", assessment(feedback={"value": 1})),
    get("get feedback", one("/assessments/$a")),
    get("get an expectation", one("/assessments/$x")),
    get("get feedback that is not there", one("/assessments/a-0")),
    get("get feedback of another trace", one("/assessments/$a", 2)),
    patch("change feedback", one("/assessments/$a"), {"assessment": {"assessment_id": "$a", "trace_id": "tr-$u1", "feedback": {"value": False}, "rationale": "other"}, "update_mask": "feedback,rationale"}),
    patch("rename feedback", one("/assessments/$a"), {"assessment": {"assessment_id": "$a", "trace_id": "tr-$u1", "assessment_name": "better"}, "update_mask": "assessmentName"}),
    patch("change what is not there", one("/assessments/a-0"), {"assessment": {"assessment_id": "a-0", "trace_id": "tr-$u1", "feedback": {"value": False}}, "update_mask": "feedback"}),
    search("search by feedback", "feedback.better = 'false'"),
    get("info with assessments", one()),
    delete("delete feedback", one("/assessments/$a")),
    delete("delete feedback again", one("/assessments/$a")),
    post("delete by id", V3 + "/delete-traces", {"experiment_id": "$e", "request_ids": ["tr-$u1"]}),
    post("delete by time", V3 + "/delete-traces", {"experiment_id": "$e", "max_timestamp_millis": 1735787046678, "max_traces": 10}),
    post("delete by nothing", V3 + "/delete-traces", {"experiment_id": "$e"}),
    post("delete by both", V3 + "/delete-traces", {"experiment_id": "$e", "max_timestamp_millis": 5, "request_ids": ["x"]}),
    post("delete in an experiment that is not there", V3 + "/delete-traces", {"experiment_id": "987654", "request_ids": ["x"]}),
    search("search after deletes"),
    get("info after deletes", one()),
]  # fmt: skip
