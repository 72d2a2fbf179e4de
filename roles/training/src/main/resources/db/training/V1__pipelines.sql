CREATE TABLE pipelines (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (workspace, name)
);

-- Ids are time-ordered, so their order is the order of the queue.
CREATE TABLE pipeline_runs (
    id TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    params TEXT NOT NULL,
    created BIGINT NOT NULL,
    started BIGINT,
    finished BIGINT,
    model TEXT NOT NULL,
    model_version BIGINT,
    problem TEXT
);

CREATE INDEX pipeline_runs_by_pipeline ON pipeline_runs (workspace, pipeline, id);

CREATE INDEX pipeline_runs_by_state ON pipeline_runs (state, id);

CREATE TABLE pipeline_stages (
    run_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    started BIGINT,
    finished BIGINT,
    deps TEXT NOT NULL,
    outs TEXT NOT NULL,
    problem TEXT,
    PRIMARY KEY (run_id, position)
);

-- One per alert and pipeline that follows it, so that an alert delivered twice starts one run.
CREATE TABLE retrainings (
    event_id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    model TEXT NOT NULL,
    run_id TEXT,
    window_start BIGINT NOT NULL,
    window_end BIGINT NOT NULL,
    labelled_blob TEXT,
    state TEXT NOT NULL,
    note TEXT,
    created BIGINT NOT NULL,
    PRIMARY KEY (event_id, pipeline)
);

CREATE INDEX retrainings_by_run ON retrainings (run_id);

CREATE TABLE comparisons (
    run_id TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL,
    model TEXT NOT NULL,
    time BIGINT NOT NULL,
    promoted BIGINT NOT NULL,
    window_start BIGINT NOT NULL,
    comparison TEXT NOT NULL
);

CREATE INDEX comparisons_by_model ON comparisons (workspace, model, time);
