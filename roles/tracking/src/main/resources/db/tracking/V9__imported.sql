-- What was imported, with the digest of the record as it was then: a record that is the same as last time changes
-- nothing here, so that what was edited in Slipway since stays. kind 'history' holds the mark of a run's points.
CREATE TABLE imported (
    workspace TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    digest TEXT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (workspace, kind, id)
) WITHOUT ROWID;
