-- Finds the few runs with a given tag among very many. Only the beginning of a value is kept: tags may be long.
CREATE INDEX tags_by_value ON tags (key, substr(value, 1, 64));
