-- Links of traces to runs that came before the trace itself, as exporters send in the background. The newest are kept.
CREATE TABLE waiting_links (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    UNIQUE (workspace, trace_id, run_id)
);
