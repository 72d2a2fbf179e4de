-- Points of metrics that were logged lately, one row a call, until they are moved to "metrics" many at a time.
CREATE TABLE fresh_points (
    id BIGINT PRIMARY KEY,
    run BIGINT NOT NULL,
    points BLOB NOT NULL
);
