CREATE TABLE monitors (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    model TEXT NOT NULL,
    definition TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (workspace, name)
);

-- One row per predicted row. inputs: JSON object from column to value.
CREATE TABLE predictions (
    model TEXT NOT NULL,
    request_id TEXT NOT NULL,
    time BIGINT NOT NULL,
    version INTEGER NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    inputs TEXT NOT NULL,
    PRIMARY KEY (model, request_id)
);

CREATE INDEX predictions_by_time ON predictions (model, time);

CREATE TABLE labels (
    model TEXT NOT NULL,
    request_id TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (model, request_id)
);

CREATE INDEX labels_by_time ON labels (model, time);

-- start and finish in UTC milliseconds; result: JSON of what was found.
CREATE TABLE monitor_windows (
    workspace TEXT NOT NULL,
    monitor TEXT NOT NULL,
    start BIGINT NOT NULL,
    finish BIGINT NOT NULL,
    state TEXT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (workspace, monitor, start)
);

CREATE TABLE monitor_alerts (
    workspace TEXT NOT NULL,
    monitor TEXT NOT NULL,
    window_start BIGINT NOT NULL,
    rule TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    fired BIGINT NOT NULL,
    PRIMARY KEY (workspace, monitor, window_start, rule)
);
