-- Versions of datasets, named by the digest of their content. 'latest' is kept beside the name, so that the list of
-- datasets reads one row each.
CREATE TABLE datasets (
    workspace TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    latest    INTEGER NOT NULL,
    updated   BIGINT  NOT NULL,
    PRIMARY KEY (workspace, name)
);

CREATE TABLE dataset_versions (
    workspace TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    digest    TEXT    NOT NULL,
    size      BIGINT,
    files     BIGINT,
    row_count BIGINT,
    path      TEXT,
    source    TEXT,
    schema    TEXT,
    profile   TEXT,
    actor     TEXT    NOT NULL,
    created   BIGINT  NOT NULL,
    PRIMARY KEY (workspace, name, version)
);

CREATE UNIQUE INDEX dataset_versions_digest ON dataset_versions (workspace, name, digest);
