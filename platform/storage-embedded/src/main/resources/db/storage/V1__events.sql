-- Every event, in the order of commits. Written in the transaction of the change that it tells.
CREATE TABLE events (
    sequence  INTEGER PRIMARY KEY,
    id        TEXT    NOT NULL,
    time      INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    workspace TEXT    NOT NULL,
    data      TEXT    NOT NULL
);
CREATE INDEX events_by_kind ON events (kind, sequence);
CREATE INDEX events_by_subject ON events (subject, sequence);
CREATE INDEX events_by_actor ON events (actor, sequence);
CREATE INDEX events_by_time ON events (time, sequence);

-- The newest record of the hash chain known to be on disk, and where its line ends: ties the log's files to the database.
CREATE TABLE event_chain (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    hash     TEXT    NOT NULL,
    file     TEXT    NOT NULL,
    line_end INTEGER NOT NULL
);

-- How far each subscriber has come.
CREATE TABLE subscriptions (
    name     TEXT    PRIMARY KEY,
    position INTEGER NOT NULL
);
