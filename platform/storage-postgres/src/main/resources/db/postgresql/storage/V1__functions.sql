-- Functions that SQLite has and the roles' SQL uses, so that one text serves both databases.

-- glob(pattern, value): * for any characters, ? for one; [*], [?] and [[] for these characters themselves.
CREATE FUNCTION glob(pattern TEXT, value TEXT) RETURNS BOOLEAN LANGUAGE SQL IMMUTABLE STRICT AS $$
    SELECT value LIKE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        pattern, '\', '\\'), '%', '\%'), '_', '\_'),
        '[*]', chr(1)), '[?]', chr(2)), '[[]', chr(3)),
        '*', '%'), '?', '_'),
        chr(1), '*'), chr(2), '?'), chr(3), '[')
$$;

-- json_extract(json, path): the text of what stands there, or NULL.
CREATE FUNCTION json_extract(content TEXT, path TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE STRICT AS $$
    SELECT jsonb_path_query_first(replace(content, '\u0000', '')::jsonb, path::jsonpath) #>> '{}'
$$;
