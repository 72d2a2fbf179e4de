-- Traces. Times are epoch milliseconds UTC, those of spans nanoseconds. A trace is made by whichever comes first, its
-- description or one of its spans; final = 1 says that its client described it, and spans no longer change its times.

CREATE TABLE traces (
    id INTEGER PRIMARY KEY,
    trace_id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    experiment INTEGER NOT NULL,
    request_time BIGINT NOT NULL,
    duration BIGINT,
    state TEXT NOT NULL,
    client_request_id TEXT,
    request_preview TEXT,
    response_preview TEXT,
    final INTEGER NOT NULL,
    UNIQUE (workspace, trace_id)
);

CREATE INDEX traces_by_time ON traces (experiment, request_time DESC, trace_id);

CREATE TABLE trace_tags (
    trace INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (trace, key)
) WITHOUT ROWID;

CREATE TABLE trace_metadata (
    trace INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (trace, key)
) WITHOUT ROWID;

-- Runs that traces were linked to after the fact; the run in which a trace was made is in its metadata.
CREATE TABLE trace_runs (
    run_id TEXT NOT NULL,
    trace INTEGER NOT NULL,
    PRIMARY KEY (run_id, trace)
) WITHOUT ROWID;

CREATE INDEX trace_runs_by_trace ON trace_runs (trace);

-- Prompt versions, written name/version.
CREATE TABLE trace_prompts (
    prompt TEXT NOT NULL,
    trace INTEGER NOT NULL,
    PRIMARY KEY (prompt, trace)
) WITHOUT ROWID;

CREATE INDEX trace_prompts_by_trace ON trace_prompts (trace);

-- One row a span, so that an exporter may repeat a span without harm and a search finds spans by name, type and state
-- without reading their contents. usage and cost are JSON objects of numbers, where the span has them.
CREATE TABLE spans (
    trace INTEGER NOT NULL,
    span_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    start_nanos BIGINT NOT NULL,
    end_nanos BIGINT NOT NULL,
    token_usage TEXT,
    cost TEXT,
    content TEXT NOT NULL,
    PRIMARY KEY (trace, span_id)
);

-- value is JSON; number is the same where it is one, or 1 and 0 for true and false.
CREATE TABLE assessments (
    id INTEGER PRIMARY KEY,
    assessment_id TEXT NOT NULL UNIQUE,
    trace INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    number DOUBLE PRECISION,
    error TEXT,
    source_type TEXT NOT NULL,
    source_id TEXT NOT NULL,
    rationale TEXT,
    metadata TEXT,
    span_id TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    overrides TEXT,
    valid INTEGER NOT NULL
);

CREATE INDEX assessments_by_trace ON assessments (trace, id);
