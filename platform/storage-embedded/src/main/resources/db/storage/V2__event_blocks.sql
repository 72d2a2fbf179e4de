-- The span of time of each 1024 events that are whole: finds the events of a time without an index entry for each.
CREATE TABLE event_blocks (
    block    INTEGER PRIMARY KEY,
    earliest INTEGER NOT NULL,
    latest   INTEGER NOT NULL
);
INSERT INTO event_blocks (block, earliest, latest)
SELECT sequence / 1024, min(time), max(time) FROM events
WHERE sequence / 1024 < (SELECT max(sequence) / 1024 FROM events)
GROUP BY sequence / 1024;
DROP INDEX events_by_time;
DROP INDEX events_by_actor;
