CREATE TABLE notes (
    thing TEXT NOT NULL REFERENCES things (id),
    text  TEXT NOT NULL
);
