"""Prints bodies of OTLP requests for requests.lua, in hexadecimal; @N@ stands for a trace's 16 bytes. Runs in the
environment 'bench':

  make_spans.py SPANS
"""

import sys

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

PLACE = b"0123456789abcdef"  # as long as the number that takes its place


def body(spans: int) -> bytes:
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    service = resource.resource.attributes.add(key="service.name")
    service.value.string_value = "bench"
    scope = resource.scope_spans.add()
    for number in range(spans):
        parent = b"" if number == 0 else (1).to_bytes(8, "big")
        span = scope.spans.add(trace_id=PLACE, span_id=(number + 1).to_bytes(8, "big"), parent_span_id=parent, name=f"step {number}")
        span.start_time_unix_nano = 1_700_000_000_000_000_000 + number * 1_000_000
        span.end_time_unix_nano = span.start_time_unix_nano + 500_000
        for key in ("mlflow.spanType", "input.value", "output.value", "llm.model_name"):
            span.attributes.add(key=key).value.string_value = f'"{key} of {number}"'
        span.status.code = 1
    return request.SerializeToString()


if __name__ == "__main__":
    print("hex:" + body(int(sys.argv[1])).replace(PLACE, b"@N@").hex())
