"""The corpus: one module per area, each a list of calls that are played in order on both servers."""

from . import (
    artifacts, batches, evaluation, experiments, inputs, logged_models, metrics, prompts, registry, routes, runs, search,
    trace_metrics, traces, webhooks,
)  # fmt: skip

AREAS = {
    m.__name__.rsplit(".", 1)[1]: m.CALLS
    for m in (
        experiments, runs, metrics, batches, search, inputs, logged_models, registry, artifacts, webhooks, routes,
        evaluation, prompts, traces, trace_metrics,
    )
}  # fmt: skip
