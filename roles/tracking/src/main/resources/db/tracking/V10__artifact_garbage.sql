-- Folders of artifacts whose run, logged model or experiment is gone for good and whose files are still to be deleted.
-- A row is written in the transaction that takes the owner away, so that a killed process goes on where it was.
CREATE TABLE artifact_garbage (
    folder TEXT PRIMARY KEY,
    since BIGINT NOT NULL
) WITHOUT ROWID;
