-- Scorers: named ways to judge traces. last_version stays when versions are deleted, so that no number is given again.
CREATE TABLE scorers (
    scorer_id TEXT PRIMARY KEY,
    experiment BIGINT NOT NULL,
    name TEXT NOT NULL,
    last_version INTEGER NOT NULL,
    UNIQUE (experiment, name)
);

CREATE TABLE scorer_versions (
    scorer TEXT NOT NULL,
    version INTEGER NOT NULL,
    serialized TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (scorer, version)
);
