CREATE TABLE things (
    id    TEXT PRIMARY KEY,
    count INTEGER,
    size  DOUBLE PRECISION,
    bytes BLOB
);
