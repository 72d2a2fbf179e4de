"""Traces with the real mlflow client: made, searched, judged, linked, deleted; and spans of an OpenTelemetry exporter."""

import gzip
import json
import os
import time
import urllib.error
import urllib.request

import mlflow
import pytest
from mlflow.entities import AssessmentSource, Feedback, SpanEvent
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

URL = os.environ.get("SLIPWAY_TRACKING_URL", "")
ME = AssessmentSource("HUMAN", "me")


@mlflow.trace(span_type="CHAIN", attributes={"shop": "north"})
def checkout(items, discount=0.1):
    with mlflow.start_span("price", span_type="TOOL") as span:
        span.set_inputs({"items": items})
        span.set_outputs([len(items), "größer"])
        span.set_attribute("count", len(items))
        span.add_event(SpanEvent("looked up", attributes={"hits": 2}))
        mlflow.update_current_trace(tags={"fruit": "apple"}, metadata={"tier": "1"}, client_request_id="cr-1")
    return {"total": len(items) * 3, "discount": discount}


def traced(*items):
    checkout(list(items))
    mlflow.flush_trace_async_logging()
    return mlflow.get_last_active_trace_id()


def found(client, experiment, filter_string):
    page = client.search_traces(locations=[experiment], filter_string=filter_string, include_spans=False)
    return {t.info.trace_id for t in page}


def test_a_decorated_call_comes_back_whole(experiment):
    trace_id = traced("a", "b")
    trace = mlflow.get_trace(trace_id)
    assert trace.info.state == "OK"
    assert trace.info.experiment_id == experiment
    assert trace.info.client_request_id == "cr-1"
    assert trace.info.tags["fruit"] == "apple"
    assert trace.info.tags["mlflow.traceName"] == "checkout"
    assert trace.info.trace_metadata["tier"] == "1"
    assert json.loads(trace.info.request_preview) == {"items": ["a", "b"], "discount": 0.1}
    root, child = trace.data.spans
    assert (root.name, root.span_type, root.parent_id) == ("checkout", "CHAIN", None)
    assert root.inputs == {"items": ["a", "b"], "discount": 0.1}
    assert root.outputs == {"total": 6, "discount": 0.1}
    assert root.attributes["shop"] == "north"
    assert child.parent_id == root.span_id
    assert child.outputs == [2, "größer"]
    assert child.attributes["count"] == 2
    assert child.events[0].name == "looked up" and child.events[0].attributes == {"hits": 2}
    assert child.start_time_ns >= root.start_time_ns and child.end_time_ns <= root.end_time_ns


def test_a_failed_span_makes_a_failed_trace(client, experiment):
    with pytest.raises(ValueError):
        with mlflow.start_span("bad"):
            raise ValueError("boom")
    mlflow.flush_trace_async_logging()
    (trace,) = client.search_traces(locations=[experiment], filter_string="status = 'ERROR'")
    assert trace.data.spans[0].events[0].attributes["exception.message"] == "boom"
    assert trace.data.spans[0].status.description == "ValueError: boom"


def test_search_filters_select_what_they_say(client, experiment):
    both = {traced("a"), traced("a", "b", "c")}
    three = mlflow.get_last_active_trace_id()
    client.set_trace_tag(three, "color", "deep red")
    for text in (
        "tag.fruit = 'apple'",
        "trace.name = 'checkout'",
        "metadata.tier = '1'",
        "attributes.execution_time >= 0 AND timestamp > 0",
        "client_request_id = 'cr-1'",
        "span.name = 'price' AND span.type = 'TOOL'",
        "span.content LIKE '%größer%'",
        "trace.text ILIKE '%LOOKED UP%'",
        "tag.fruit RLIKE '^ap+le$'",
    ):
        assert found(client, experiment, text) == both, text
    for text in (
        "tags.color = 'deep red'",
        "tag.color LIKE '%red'",
        "tag.color IS NOT NULL",
        "span.attributes.count = '3'",
        f"request_id IN ('{three}')",
    ):
        assert found(client, experiment, text) == {three}, text
    for text in ("tag.fruit = 'pear'", "status = 'ERROR'", "span.name = 'price' AND span.type = 'CHAIN'"):
        assert found(client, experiment, text) == set(), text
    with pytest.raises(mlflow.MlflowException, match="nonsense"):
        found(client, experiment, "nonsense = 'x'")


def test_pages_follow_the_order(client, experiment):
    made = [traced(str(i)) for i in range(5)]
    seen, token = [], None
    while True:
        page = client.search_traces(
            locations=[experiment], max_results=2, order_by=["timestamp ASC"], page_token=token, include_spans=False
        )
        seen += [t.info.trace_id for t in page]
        token = page.token
        if not token:
            break
    assert seen == made


def test_assessments_are_made_changed_overridden_and_deleted(client, experiment):
    trace_id = traced("a")
    good = mlflow.log_feedback(trace_id=trace_id, name="good", value=True, rationale="nice", source=ME, metadata={"q": "1"})
    answer = mlflow.log_expectation(trace_id=trace_id, name="answer", value={"a": [1, 2]}, source=ME)
    score = mlflow.log_feedback(trace_id=trace_id, name="score", value=0.75, source=AssessmentSource("LLM_JUDGE", "judge"))
    failed = mlflow.log_feedback(trace_id=trace_id, name="failed", error=RuntimeError("no judge"))
    assert mlflow.get_assessment(trace_id, answer.assessment_id).value == {"a": [1, 2]}
    assert mlflow.get_assessment(trace_id, failed.assessment_id).error.error_message == "no judge"
    changed = mlflow.update_assessment(trace_id, good.assessment_id, Feedback(name="good", value=False, rationale="hm"))
    assert (changed.value, changed.rationale, changed.metadata) == (False, "hm", {"q": "1"})
    newer = mlflow.override_feedback(trace_id=trace_id, assessment_id=good.assessment_id, value="no", rationale="late")
    by_id = {a.assessment_id: a for a in mlflow.get_trace(trace_id).info.assessments}
    assert not by_id[good.assessment_id].valid and by_id[newer.assessment_id].valid
    assert by_id[newer.assessment_id].overrides == good.assessment_id
    assert found(client, experiment, "feedback.good = 'no'") == {trace_id}
    assert found(client, experiment, "feedback.good = 'false'") == set()
    assert found(client, experiment, "feedback.score > 0.7") == {trace_id}
    assert found(client, experiment, "expectation.answer IS NOT NULL") == {trace_id}
    mlflow.delete_assessment(trace_id, newer.assessment_id)
    mlflow.delete_assessment(trace_id, score.assessment_id)
    left = {a.name for a in mlflow.get_trace(trace_id).info.assessments}
    assert left == {"good", "answer", "failed"}
    assert mlflow.get_assessment(trace_id, good.assessment_id).valid


def test_traces_belong_to_the_run_they_were_made_in_or_linked_to(client, experiment):
    with mlflow.start_run() as run:
        inside = traced("a")
    outside = traced("b")
    assert found(client, experiment, f"run_id = '{run.info.run_id}'") == {inside}
    client.link_traces_to_run([outside], run.info.run_id)
    assert {t.info.trace_id for t in client.search_traces(locations=[experiment], run_id=run.info.run_id)} == {
        inside,
        outside,
    }


def test_tags_change_and_traces_go(client, experiment):
    first, second, third = traced("a"), traced("b"), traced("c")
    client.set_trace_tag(first, "x", "1")
    client.delete_trace_tag(first, "x")
    assert "x" not in mlflow.get_trace(first).info.tags
    with pytest.raises(mlflow.MlflowException, match="No trace tag"):
        client.delete_trace_tag(first, "x")
    assert client.delete_traces(experiment, trace_ids=[first]) == 1
    assert mlflow.get_trace(first) is None
    assert client.delete_traces(experiment, max_timestamp_millis=int(time.time() * 1000) + 1000) == 2


def test_filters_are_correlated(experiment):
    from mlflow.store.tracking.rest_store import RestStore
    from mlflow.tracking import MlflowClient

    traced("a")
    store = MlflowClient()._tracking_client.store
    assert isinstance(store, RestStore)
    result = store.calculate_trace_filter_correlation([experiment], "status = 'OK'", "tag.fruit = 'apple'")
    assert (result.npmi, result.joint_count, result.total_count) == (1.0, 1, 1)


def post(body, content_type, **headers):
    all_headers = {"Content-Type": content_type, **{k.replace("_", "-"): v for k, v in headers.items()}}
    request = urllib.request.Request(URL + "/v1/traces", data=body, method="POST", headers=all_headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()


def exported():
    """What the exporter of OpenTelemetry's own SDK would send for two spans."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    memory = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
    provider.add_span_processor(SimpleSpanProcessor(memory))
    tracer = provider.get_tracer("t")
    with tracer.start_as_current_span("root"):
        with tracer.start_as_current_span("leaf") as leaf:
            leaf.set_attribute("gen_ai.request.model", "small")
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    name = group.resource.attributes.add()
    name.key, name.value.string_value = "service.name", "shop"
    spans = group.scope_spans.add().spans
    for each in memory.get_finished_spans():
        span = spans.add()
        span.trace_id = each.context.trace_id.to_bytes(16, "big")
        span.span_id = each.context.span_id.to_bytes(8, "big")
        if each.parent:
            span.parent_span_id = each.parent.span_id.to_bytes(8, "big")
        span.name = each.name
        span.start_time_unix_nano, span.end_time_unix_nano = each.start_time, each.end_time
        for key, value in each.attributes.items():
            attribute = span.attributes.add()
            attribute.key, attribute.value.string_value = key, value
    return request


@pytest.mark.parametrize("packed", [False, True])
def test_otlp_in_protobuf(client, experiment, packed):
    body = exported().SerializeToString()
    headers = {"x_mlflow_experiment_id": experiment}
    if packed:
        body, headers["Content_Encoding"] = gzip.compress(body), "gzip"
    assert post(body, "application/x-protobuf", **headers) == (200, b"")
    (trace,) = client.search_traces(locations=[experiment])
    assert [s.name for s in trace.data.spans] == ["root", "leaf"]
    assert trace.info.state == "OK"
    assert trace.info.tags["service.name"] == "shop"
    assert trace.data.spans[1].attributes["gen_ai.request.model"] == "small"


def test_otlp_in_json(client, experiment):
    request = exported()
    span = request.resource_spans[0].scope_spans[0].spans[1]
    body = {
        "resourceSpans": [
            {
                "scopeSpans": [
                    {
                        "spans": [
                            {
                                "traceId": span.trace_id.hex(),
                                "spanId": span.span_id.hex(),
                                "name": "from json",
                                "startTimeUnixNano": str(span.start_time_unix_nano),
                                "endTimeUnixNano": str(span.end_time_unix_nano),
                                "status": {"code": "STATUS_CODE_ERROR", "message": "no"},
                            }
                        ]
                    }
                ]
            }
        ]
    }
    status, answer = post(json.dumps(body).encode(), "application/json", x_mlflow_experiment_id=experiment)
    assert (status, json.loads(answer)) == (200, {})
    (trace,) = client.search_traces(locations=[experiment])
    assert (trace.data.spans[0].name, trace.info.state) == ("from json", "ERROR")


def test_otlp_is_refused_with_its_reason(experiment):
    body = exported().SerializeToString()
    assert post(body, "application/x-protobuf")[0] == 422
    assert post(body, "application/x-protobuf", x_mlflow_experiment_id="999999")[0] == 404
    assert post(b"\xff\xff", "application/x-protobuf", x_mlflow_experiment_id=experiment)[0] == 400
    assert post(b"{", "application/json", x_mlflow_experiment_id=experiment)[0] == 400
    assert post(body, "text/plain", x_mlflow_experiment_id=experiment)[0] == 400


def test_the_exporter_of_opentelemetry_itself(client, experiment):
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    exporter = OTLPSpanExporter(URL + "/v1/traces", headers={"x-mlflow-experiment-id": experiment})
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("t").start_as_current_span("exported"):
        pass
    provider.shutdown()
    (trace,) = client.search_traces(locations=[experiment])
    assert trace.data.spans[0].name == "exported"
