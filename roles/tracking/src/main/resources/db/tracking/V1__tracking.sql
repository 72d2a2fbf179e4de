-- Experiments, runs, logged models and the registry. Times are epoch milliseconds UTC. SQLite has no NaN: a value that
-- is not a number is kept as 0 with nan = 1. The tables of points carry the experiment of their run, so that one index
-- answers "the best runs of this experiment by this metric" in order.

CREATE TABLE experiments (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    artifact_location TEXT NOT NULL,
    lifecycle TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    UNIQUE (workspace, name)
);

CREATE TABLE experiment_tags (
    experiment INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (experiment, key)
) WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL,
    experiment INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    user_id TEXT NOT NULL,
    start_time BIGINT NOT NULL,
    end_time BIGINT,
    lifecycle TEXT NOT NULL,
    deleted BIGINT,
    artifact_uri TEXT NOT NULL
);

CREATE INDEX runs_by_start ON runs (experiment, lifecycle, start_time DESC, run_id);

-- Names of metrics, params and tags, each kept once.
CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE metrics (
    run INTEGER NOT NULL,
    key INTEGER NOT NULL,
    time BIGINT NOT NULL,
    step BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    nan INTEGER NOT NULL,
    PRIMARY KEY (run, key, time, step, value, nan)
) WITHOUT ROWID;

CREATE TABLE latest_metrics (
    run INTEGER NOT NULL,
    key INTEGER NOT NULL,
    experiment INTEGER NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    nan INTEGER NOT NULL,
    step BIGINT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (run, key)
) WITHOUT ROWID;

CREATE INDEX latest_metrics_by_value ON latest_metrics (experiment, key, nan, value);

CREATE TABLE params (
    run INTEGER NOT NULL,
    key INTEGER NOT NULL,
    experiment INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, key)
) WITHOUT ROWID;

CREATE INDEX params_by_value ON params (experiment, key, value);

CREATE TABLE tags (
    run INTEGER NOT NULL,
    key INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, key)
) WITHOUT ROWID;

CREATE TABLE logged_datasets (
    id INTEGER PRIMARY KEY,
    experiment INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    source_type TEXT NOT NULL,
    source TEXT NOT NULL,
    data_schema TEXT,
    profile TEXT,
    UNIQUE (experiment, name, digest)
);

CREATE TABLE run_datasets (
    run INTEGER NOT NULL,
    dataset INTEGER NOT NULL,
    PRIMARY KEY (run, dataset)
) WITHOUT ROWID;

CREATE TABLE run_dataset_tags (
    run INTEGER NOT NULL,
    dataset INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, dataset, key)
) WITHOUT ROWID;

CREATE TABLE run_models (
    run INTEGER NOT NULL,
    made INTEGER NOT NULL,
    model_id TEXT NOT NULL,
    step BIGINT NOT NULL,
    PRIMARY KEY (run, made, model_id)
) WITHOUT ROWID;

CREATE TABLE logged_models (
    id INTEGER PRIMARY KEY,
    model_id TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL,
    experiment INTEGER NOT NULL,
    name TEXT NOT NULL,
    artifact_uri TEXT NOT NULL,
    model_type TEXT,
    source_run_id TEXT,
    status TEXT NOT NULL,
    status_message TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    lifecycle TEXT NOT NULL
);

CREATE INDEX logged_models_by_time ON logged_models (experiment, lifecycle, created DESC, model_id);

CREATE TABLE logged_model_tags (
    model INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, key)
) WITHOUT ROWID;

CREATE TABLE logged_model_params (
    model INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, key)
) WITHOUT ROWID;

CREATE TABLE logged_model_metrics (
    model INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    key TEXT NOT NULL,
    time BIGINT NOT NULL,
    step BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    nan INTEGER NOT NULL,
    dataset_name TEXT,
    dataset_digest TEXT,
    PRIMARY KEY (model, key, run_id, time, step)
) WITHOUT ROWID;

CREATE TABLE registered_models (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    UNIQUE (workspace, name)
);

CREATE TABLE registered_model_tags (
    model INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, key)
) WITHOUT ROWID;

-- A deleted version keeps its row, without its source, so that its number is never given again.
CREATE TABLE model_versions (
    model INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    description TEXT,
    user_id TEXT,
    stage TEXT NOT NULL,
    source TEXT,
    storage_location TEXT,
    run_id TEXT,
    run_link TEXT,
    status TEXT NOT NULL,
    model_id TEXT,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (model, version)
);

CREATE INDEX model_versions_by_run ON model_versions (run_id);

CREATE TABLE model_version_tags (
    model INTEGER NOT NULL,
    version INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, version, key)
) WITHOUT ROWID;

CREATE TABLE aliases (
    model INTEGER NOT NULL,
    alias TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (model, alias)
) WITHOUT ROWID;

-- Every change of what an alias names, in order. version is null where the alias was taken away.
CREATE TABLE alias_changes (
    id INTEGER PRIMARY KEY,
    model INTEGER NOT NULL,
    alias TEXT NOT NULL,
    time BIGINT NOT NULL,
    version INTEGER,
    previous_version INTEGER,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE INDEX alias_changes_by_alias ON alias_changes (model, alias, id);

-- SHA-256 of artifacts already read once; valid while size and time of change are the same.
CREATE TABLE artifact_digests (
    blob TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;
