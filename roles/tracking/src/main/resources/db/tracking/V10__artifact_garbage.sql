-- Folders of artifacts whose run, logged model or experiment is gone for good and whose files are still to be deleted.
-- A row is written in the transaction that takes the owner away, so that a killed process goes on where it was.
CREATE TABLE artifact_garbage (
    folder TEXT PRIMARY KEY,
    since BIGINT NOT NULL
) WITHOUT ROWID;

-- Ids of experiments that are gone for good: never given again, because the id names the folder of the artifacts.
CREATE TABLE purged_experiments (
    id INTEGER PRIMARY KEY,
    time BIGINT NOT NULL
);
