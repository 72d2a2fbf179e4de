"""Counts, latencies, tokens and costs of traces over time. Floats of an average may differ in their last digit, so the
values are whole numbers or halves."""

import json

from calls import post

V3 = "/api/3.0/mlflow/"
START = 1_700_000_000_000
COUNT, SUM, AVERAGE, LEAST, MOST = ({"aggregation_type": t} for t in ("COUNT", "SUM", "AVG", "MIN", "MAX"))
HALF, NINETY = ({"aggregation_type": "PERCENTILE", "percentile_value": v} for v in (50, 90))


def trace(i, name, state, millis, tokens, session, team):
    usage = {"input_tokens": tokens, "output_tokens": 2 * tokens, "total_tokens": 3 * tokens}
    at = f"2023-11-14T22:{13 + i}:20Z"
    info = {
        "trace_id": f"tr-{0xfeed0000 + i:032x}",
        "trace_location": {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "$e"}},
        "request_time": at,
        "execution_duration": f"{millis / 1000}s",
        "state": state,
        "tags": {"mlflow.traceName": name, "team": team},
        "trace_metadata": {"mlflow.trace.tokenUsage": json.dumps(usage)} | ({"mlflow.trace.session": session} if session else {}),
    }
    return post(f"trace {i}", V3 + "traces", {"trace": {"trace_info": info}})


def judged(i, name, value):
    body = {"trace_id": f"tr-{0xfeed0000 + i:032x}", "assessment_name": name, "source": {"source_type": "HUMAN", "source_id": "ada"}, "feedback": {"value": value}}
    return post(f"{name} of trace {i} is {value}", V3 + f"traces/tr-{0xfeed0000 + i:032x}/assessments", {"assessment": body})


def asked(title, view, metric, *aggregations, **more):
    body = {"experiment_ids": ["$e"], "view_type": view, "metric_name": metric, "aggregations": list(aggregations), **more}
    return post(title, V3 + "traces/metrics", {k: v for k, v in body.items() if v is not None})


BY_MINUTES = {"time_interval_seconds": 120, "start_time_ms": START, "end_time_ms": START + 600_000}

CALLS = [
    post("an experiment", "experiments/create", {"name": "$u-trace-metrics"}, keep={"e": "experiment_id"}),
    asked("traces, none yet", "TRACES", "trace_count", COUNT),
    asked("latency, none yet", "TRACES", "latency", AVERAGE),
    trace(1, "checkout", "OK", 100, 10, "s1", "north"),
    trace(2, "checkout", "OK", 200, 20, "s1", "south"),
    trace(3, "checkout", "ERROR", 300, 30, "s2", "north"),
    trace(4, "refund", "OK", 500, 50, "", "north"),
    judged(1, "good", True),
    judged(2, "good", False),
    judged(3, "score", 3),
    judged(4, "score", 4),
    judged(4, "word", "fine"),
    asked("traces", "TRACES", "trace_count", COUNT),
    asked("traces by state", "TRACES", "trace_count", COUNT, dimensions=["trace_status"]),
    asked("traces by name", "TRACES", "trace_count", COUNT, dimensions=["trace_name"]),
    asked("traces by both", "TRACES", "trace_count", COUNT, dimensions=["trace_name", "trace_status"]),
    asked("traces by both the other way round", "TRACES", "trace_count", COUNT, dimensions=["trace_status", "trace_name"]),
    asked("traces over time", "TRACES", "trace_count", COUNT, **BY_MINUTES),
    asked("traces over time by name", "TRACES", "trace_count", COUNT, dimensions=["trace_name"], **BY_MINUTES),
    asked("traces of a time", "TRACES", "trace_count", COUNT, start_time_ms=START + 60_000, end_time_ms=START + 180_000),
    asked("traces until a time", "TRACES", "trace_count", COUNT, end_time_ms=START + 120_000),
    asked("sessions", "TRACES", "session_count", COUNT),
    asked("sessions over time", "TRACES", "session_count", COUNT, **BY_MINUTES),
    asked("latency", "TRACES", "latency", AVERAGE, LEAST, MOST, HALF, NINETY),
    asked("latency by name", "TRACES", "latency", HALF, dimensions=["trace_name"]),
    asked("tokens", "TRACES", "total_tokens", SUM, AVERAGE),
    asked("tokens in by name", "TRACES", "input_tokens", SUM, dimensions=["trace_name"]),
    asked("tokens out", "TRACES", "output_tokens", MOST),
    asked("tokens of the cache", "TRACES", "cache_read_input_tokens", SUM),
    asked("judgements", "ASSESSMENTS", "assessment_count", COUNT),
    asked("judgements by name", "ASSESSMENTS", "assessment_count", COUNT, dimensions=["assessment_name"]),
    asked("judgements by value", "ASSESSMENTS", "assessment_count", COUNT, dimensions=["assessment_name", "assessment_value"]),
    asked("values", "ASSESSMENTS", "assessment_value", AVERAGE, dimensions=["assessment_name"]),
    asked("values over time", "ASSESSMENTS", "assessment_value", AVERAGE, dimensions=["assessment_name"], **BY_MINUTES),
    asked("of a name", "ASSESSMENTS", "assessment_count", COUNT, filters=["assessment.name = 'good'"]),
    asked("of good traces", "ASSESSMENTS", "assessment_count", COUNT, filters=["trace.status = 'OK'"]),
    asked("spans, none yet", "SPANS", "span_count", COUNT),
    asked("of a state", "TRACES", "trace_count", COUNT, filters=["trace.status = 'OK'"]),
    asked("of a tag", "TRACES", "trace_count", COUNT, filters=["trace.tag.team = 'north'"]),
    asked("of a tag and a state", "TRACES", "trace_count", COUNT, filters=["trace.tag.team = 'north'", "trace.status = 'OK'"]),
    asked("of a name by its tag", "TRACES", "trace_count", COUNT, filters=["trace.tag.`mlflow.traceName` = 'checkout'"]),
    asked("of a session", "TRACES", "trace_count", COUNT, filters=["trace.metadata.`mlflow.trace.session` = 's1'"]),
    asked("of a run of nobody", "TRACES", "trace_count", COUNT, filters=["trace.metadata.`mlflow.sourceRun` = 'x'"]),
    asked("other than a state", "TRACES", "trace_count", COUNT, filters=["trace.status != 'OK'"]),
    asked("a tag without a key", "TRACES", "trace_count", COUNT, filters=["trace.tag = 'x'"]),
    asked("a state with a key", "TRACES", "trace_count", COUNT, filters=["trace.status.x = 'OK'"]),
    asked("of something unknown", "TRACES", "trace_count", COUNT, filters=["trace.nosuch = 'x'"]),
    asked("of a span among traces", "TRACES", "trace_count", COUNT, filters=["span.name = 'x'"]),
    asked("of a judgement among traces", "TRACES", "trace_count", COUNT, filters=["assessment.name = 'x'"]),
    asked("an unknown metric", "TRACES", "nosuch", COUNT),
    asked("an unknown metric of spans", "SPANS", "trace_count", COUNT),
    asked("a sum of traces", "TRACES", "trace_count", SUM),
    asked("a sum and a mean of latencies", "TRACES", "latency", SUM, COUNT, AVERAGE),
    asked("an unknown dimension", "TRACES", "latency", AVERAGE, dimensions=["nosuch"]),
    asked("a dimension of another metric", "TRACES", "latency", AVERAGE, dimensions=["trace_status"]),
    asked("intervals without an end", "TRACES", "trace_count", COUNT, time_interval_seconds=60, start_time_ms=START),
    asked("without experiments", "TRACES", "trace_count", COUNT, experiment_ids=None),
    asked("without a view", None, "trace_count", COUNT),
    asked("without a metric", "TRACES", None, COUNT),
    asked("without aggregations", "TRACES", "trace_count", aggregations=None),
    asked("at most one", "TRACES", "trace_count", COUNT, dimensions=["trace_name"], max_results=1),
    asked("of an experiment of nobody", "TRACES", "trace_count", COUNT, experiment_ids=["999999999"]),
]  # fmt: skip
