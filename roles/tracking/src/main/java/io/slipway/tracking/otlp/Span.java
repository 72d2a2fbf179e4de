package io.slipway.tracking.otlp;

import java.util.List;
import java.util.Map;

/**
 * One span of a trace. The values of attributes are JSON texts: a string is in quotes.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param parentId the same, empty for the root
 * @param startNanos epoch nanoseconds UTC
 * @param endNanos the same, 0 while the span has not ended
 * @param resource attributes of what made the span, e.g. {@code service.name}
 */
public record Span(
        String traceId,
        String spanId,
        String parentId,
        String name,
        long startNanos,
        long endNanos,
        Status status,
        Map<String, String> attributes,
        List<Event> events,
        List<Link> links,
        Map<String, String> resource) {
    /** @param code {@code UNSET}, {@code OK} or {@code ERROR} */
    public record Status(String code, String message) {
        static final Status UNSET = new Status("UNSET", "");

        /** @param number 0, 1 or 2; any other means UNSET */
        static Status of(int number, String message) {
            return new Status(number == 1 ? "OK" : number == 2 ? "ERROR" : "UNSET", message);
        }
    }

    /** Something that happened during the span. */
    public record Event(String name, long timeNanos, Map<String, String> attributes) {}

    /** Another span that this one has to do with. */
    public record Link(String traceId, String spanId, Map<String, String> attributes) {}

    /** The same with other attributes. */
    public Span with(Map<String, String> others) {
        return new Span(traceId, spanId, parentId, name, startNanos, endNanos, status, others, events, links, resource);
    }

    public boolean root() {
        return parentId.isEmpty();
    }
}
