-- Datasets to evaluate with. Inputs, outputs and the like are JSON; a record is found again by the hash of its
-- inputs, and seq is the order in which records came.
CREATE TABLE evaluation_datasets (
    dataset_id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    data_schema TEXT,
    profile TEXT,
    digest TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    created_by TEXT,
    updated_by TEXT
);

CREATE INDEX evaluation_datasets_by_age ON evaluation_datasets (workspace, created, dataset_id);

CREATE TABLE evaluation_dataset_tags (
    dataset TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (dataset, key)
);

CREATE TABLE evaluation_dataset_experiments (
    experiment BIGINT NOT NULL,
    dataset TEXT NOT NULL,
    PRIMARY KEY (experiment, dataset)
);

CREATE INDEX evaluation_dataset_experiments_by_dataset ON evaluation_dataset_experiments (dataset);

CREATE TABLE evaluation_records (
    dataset TEXT NOT NULL,
    seq BIGINT NOT NULL,
    record_id TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    inputs TEXT NOT NULL,
    outputs TEXT,
    expectations TEXT,
    tags TEXT NOT NULL,
    source TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (dataset, seq),
    UNIQUE (dataset, input_hash)
);

CREATE INDEX evaluation_records_by_id ON evaluation_records (dataset, record_id);
