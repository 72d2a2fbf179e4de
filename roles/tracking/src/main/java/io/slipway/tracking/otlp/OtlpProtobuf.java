package io.slipway.tracking.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an {@code ExportTraceServiceRequest} field by field straight into spans. Field numbers are those of
 * https://github.com/open-telemetry/opentelemetry-proto, trace/v1/trace.proto; unknown fields are skipped.
 */
public final class OtlpProtobuf {
    private static final HexFormat HEX = HexFormat.of();

    private final CodedInputStream in;

    private OtlpProtobuf(CodedInputStream in) {
        this.in = in;
    }

    /** Every span of the request, in its order. */
    public static List<Span> spans(byte[] body) throws MalformedOtlpException {
        CodedInputStream in = CodedInputStream.newInstance(body);
        try {
            return new OtlpProtobuf(in).request();
        } catch (IOException e) {
            throw new MalformedOtlpException("not a protobuf ExportTraceServiceRequest", e);
        }
    }

    /** What to do with one field of a message. */
    @FunctionalInterface
    private interface Field {
        /** @return false to have the field skipped */
        boolean read(int number) throws IOException, MalformedOtlpException;
    }

    private void message(Field fields) throws IOException, MalformedOtlpException {
        int limit = in.pushLimit(in.readRawVarint32());
        fields(fields);
        in.popLimit(limit);
    }

    private void fields(Field fields) throws IOException, MalformedOtlpException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!fields.read(WireFormat.getTagFieldNumber(tag) << 3 | WireFormat.getTagWireType(tag))) {
                in.skipField(tag);
            }
        }
    }

    private static int field(int number, int wireType) {
        return number << 3 | wireType;
    }

    private static int bytes(int number) {
        return field(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }

    private static final int RESOURCE_SPANS = bytes(1);
    private static final int RESOURCE = bytes(1);
    private static final int SCOPE_SPANS = bytes(2);
    private static final int RESOURCE_ATTRIBUTE = bytes(1);
    private static final int SPAN = bytes(2);
    private static final int LAST_KIND_OF_VALUE = 7;

    private List<Span> request() throws IOException, MalformedOtlpException {
        var spans = new ArrayList<Span>();
        fields(tag -> {
            if (tag != RESOURCE_SPANS) {
                return false;
            }
            Map<String, String> resource = new LinkedHashMap<>();
            message(inner -> resourceSpans(inner, resource, spans));
            return true;
        });
        return spans;
    }

    private boolean resourceSpans(int tag, Map<String, String> resource, List<Span> spans)
            throws IOException, MalformedOtlpException {
        if (tag == RESOURCE) {
            message(inner -> inner == RESOURCE_ATTRIBUTE && attribute(resource));
            return true;
        }
        if (tag == SCOPE_SPANS) {
            message(inner -> {
                if (inner != SPAN) {
                    return false;
                }
                Bounds.add(spans, span(resource), Bounds.MAX_SPANS, "spans in one request");
                return true;
            });
            return true;
        }
        return false;
    }

    /** The parts of a span as they come. */
    private static final class Parts {
        String traceId = "";
        String spanId = "";
        String parentId = "";
        String name = "";
        long start;
        long end;
        Span.Status status = Span.Status.UNSET;
        final Map<String, String> attributes = new LinkedHashMap<>();
        final List<Span.Event> events = new ArrayList<>();
        final List<Span.Link> links = new ArrayList<>();
    }

    private Span span(Map<String, String> resource) throws IOException, MalformedOtlpException {
        var parts = new Parts();
        message(tag -> part(tag, parts));
        if (parts.traceId.isEmpty() || parts.spanId.isEmpty()) {
            throw MalformedOtlpException.unusable("a span has no trace_id or no span_id");
        }
        return Bounds.checked(new Span(
                parts.traceId,
                parts.spanId,
                parts.parentId,
                parts.name,
                parts.start,
                parts.end,
                parts.status,
                parts.attributes,
                parts.events,
                parts.links,
                resource));
    }

    private boolean part(int tag, Parts parts) throws IOException, MalformedOtlpException {
        switch (tag) {
            case 1 << 3 | 2 -> parts.traceId = id(16);
            case 2 << 3 | 2 -> parts.spanId = id(8);
            case 4 << 3 | 2 -> parts.parentId = id(8);
            case 5 << 3 | 2 -> parts.name = in.readString();
            case 7 << 3 | 1 -> parts.start = in.readFixed64();
            case 8 << 3 | 1 -> parts.end = in.readFixed64();
            case 9 << 3 | 2 -> attribute(parts.attributes);
            case 11 << 3 | 2 -> Bounds.add(parts.events, event(), Bounds.MAX_PARTS, "events of one span");
            case 13 << 3 | 2 -> Bounds.add(parts.links, link(), Bounds.MAX_PARTS, "links of one span");
            case 15 << 3 | 2 -> parts.status = status();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Hexadecimal digits of an id; empty for none and for all zeros, which means none. */
    private String id(int length) throws IOException, MalformedOtlpException {
        byte[] id = in.readByteArray();
        if (id.length != 0 && id.length != length) {
            throw new MalformedOtlpException("an id has " + id.length + " bytes instead of " + length);
        }
        for (byte b : id) {
            if (b != 0) {
                return HEX.formatHex(id);
            }
        }
        return "";
    }

    private Span.Event event() throws IOException, MalformedOtlpException {
        var parts = new Parts();
        message(tag -> {
            switch (tag) {
                case 1 << 3 | 1 -> parts.start = in.readFixed64();
                case 2 << 3 | 2 -> parts.name = in.readString();
                case 3 << 3 | 2 -> attribute(parts.attributes);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Span.Event(parts.name, parts.start, parts.attributes);
    }

    private Span.Link link() throws IOException, MalformedOtlpException {
        var parts = new Parts();
        message(tag -> {
            switch (tag) {
                case 1 << 3 | 2 -> parts.traceId = id(16);
                case 2 << 3 | 2 -> parts.spanId = id(8);
                case 4 << 3 | 2 -> attribute(parts.attributes);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Span.Link(parts.traceId, parts.spanId, parts.attributes);
    }

    private Span.Status status() throws IOException, MalformedOtlpException {
        var message = new StringBuilder();
        int[] code = new int[1];
        message(tag -> {
            switch (tag) {
                case 2 << 3 | 2 -> message.append(in.readString());
                case 3 << 3 -> code[0] = in.readEnum();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return Span.Status.of(code[0], message.toString());
    }

    private boolean attribute(Map<String, String> into) throws IOException, MalformedOtlpException {
        var value = new StringBuilder();
        String key = keyValue(value, 0);
        Bounds.add(into, key, value.toString());
        return true;
    }

    private String keyValue(StringBuilder value, int depth) throws IOException, MalformedOtlpException {
        String[] key = {""};
        message(tag -> {
            switch (tag) {
                case 1 << 3 | 2 -> key[0] = in.readString();
                case 2 << 3 | 2 -> {
                    value.setLength(0);
                    anyValue(value, depth + 1);
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (value.isEmpty()) {
            value.append("null");
        }
        return key[0];
    }

    private void anyValue(StringBuilder out, int depth) throws IOException, MalformedOtlpException {
        Bounds.deeper(depth);
        int start = out.length();
        message(tag -> {
            if (WireFormat.getTagFieldNumber(tag) > LAST_KIND_OF_VALUE) {
                return false;
            }
            out.setLength(start);
            switch (tag) {
                case 1 << 3 | 2 -> JsonText.quote(out, in.readString());
                case 2 << 3 -> out.append(in.readBool());
                case 3 << 3 -> out.append(in.readInt64());
                case 4 << 3 | 1 -> out.append(JsonText.number(in.readDouble()));
                case 5 << 3 | 2 -> array(out, depth);
                case 6 << 3 | 2 -> object(out, depth);
                case 7 << 3 | 2 -> out.append(JsonText.bytes(in.readByteArray()));
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (out.length() == start) {
            out.append("null");
        }
    }

    private void array(StringBuilder out, int depth) throws IOException, MalformedOtlpException {
        out.append('[');
        int start = out.length();
        message(tag -> {
            if (tag != bytes(1)) {
                return false;
            }
            out.append(out.length() == start ? "" : ", ");
            anyValue(out, depth + 1);
            return true;
        });
        out.append(']');
    }

    private void object(StringBuilder out, int depth) throws IOException, MalformedOtlpException {
        out.append('{');
        int start = out.length();
        message(tag -> {
            if (tag != bytes(1)) {
                return false;
            }
            out.append(out.length() == start ? "" : ", ");
            var value = new StringBuilder();
            JsonText.quote(out, keyValue(value, depth));
            out.append(": ").append(value);
            return true;
        });
        out.append('}');
    }
}
