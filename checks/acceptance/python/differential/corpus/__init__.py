"""The corpus: one module per area, each a list of calls that are played in order on both servers."""

from . import artifacts, batches, experiments, inputs, logged_models, metrics, registry, routes, runs, search, trace_metrics, webhooks

AREAS = {
    m.__name__.rsplit(".", 1)[1]: m.CALLS
    for m in (
        experiments, runs, metrics, batches, search, inputs, logged_models, registry, artifacts, webhooks, trace_metrics, routes
    )
}  # fmt: skip
