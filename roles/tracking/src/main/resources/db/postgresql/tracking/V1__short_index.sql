-- A row of an index has room for some 2700 bytes; values of parameters may be longer.
DROP INDEX params_by_value;
CREATE INDEX params_by_value ON params (experiment, key, substr(value, 1, 64));
