package io.slipway.tracking.otlp;

import java.util.List;
import java.util.Map;

/** How much of each part a span may have: what is tiny on the wire must not become large in memory. */
final class Bounds {
    static final int MAX_SPANS = 100_000;
    static final int MAX_PARTS = 10_000;
    static final int MAX_DEPTH = 64;

    private Bounds() {}

    static void add(Map<String, String> attributes, String key, String value) throws MalformedOtlpException {
        if (attributes.size() >= MAX_PARTS) {
            throw new MalformedOtlpException("more than " + MAX_PARTS + " attributes in one place");
        }
        attributes.put(key, value);
    }

    static <T> void add(List<T> list, T item, int most, String what) throws MalformedOtlpException {
        if (list.size() >= most) {
            throw new MalformedOtlpException("more than " + most + " " + what);
        }
        list.add(item);
    }

    static void deeper(int depth) throws MalformedOtlpException {
        if (depth > MAX_DEPTH) {
            throw new MalformedOtlpException("attribute values are nested deeper than " + MAX_DEPTH);
        }
    }

    static Span checked(Span span) throws MalformedOtlpException {
        if (span.startNanos() < 0 || span.endNanos() < 0) {
            throw new MalformedOtlpException("the times of span " + span.spanId() + " lie beyond the year 2262");
        }
        return span;
    }
}
