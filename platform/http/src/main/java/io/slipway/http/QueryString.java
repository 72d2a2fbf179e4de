package io.slipway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query in their order. */
record QueryString(List<Map.Entry<String, String>> entries) {
    static final QueryString EMPTY = new QueryString(List.of());

    static QueryString parse(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return EMPTY;
        }
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('&', start);
            end = end < 0 ? raw.length() : end;
            if (end > start) {
                int equals = raw.indexOf('=', start);
                boolean bare = equals < 0 || equals > end;
                entries.add(Map.entry(
                        PathSyntax.decode(raw, start, bare ? end : equals, true),
                        bare ? "" : PathSyntax.decode(raw, equals + 1, end, true)));
            }
            start = end + 1;
        }
        return new QueryString(entries);
    }

    @Nullable
    String first(String name) {
        for (var entry : entries) {
            if (entry.getKey().equals(name)) {
                return entry.getValue();
            }
        }
        return null;
    }

    List<String> all(String name) {
        return entries.stream()
                .filter(e -> e.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }
}
