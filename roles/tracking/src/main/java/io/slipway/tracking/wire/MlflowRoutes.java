package io.slipway.tracking.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes MLflow's routes into the endpoint table: each once, mounted under {@code /api} and {@code /ajax-api}, with the
 * body or the query string read as a {@link Message} and the answer written as JSON.
 */
public final class MlflowRoutes {
    /** The answer of calls that answer nothing: {@code {}}. */
    public static final JsonNode NOTHING = Json.object();

    private static final Limits LIMITS = Limits.body(32L << 20);

    /** Leaves empty lists out, as protobuf does. */
    private static final ObjectMapper ANSWERS = withoutEmptyLists();

    private final EndpointTable table;
    private final Map<String, Known> calls = new HashMap<>();

    public MlflowRoutes(EndpointTable table) {
        this.table = table;
    }

    /** Answers one call with a record (or a tree) that is written as JSON. */
    @FunctionalInterface
    public interface Call {
        Object answer(Message message, Request request) throws Exception;
    }

    /** A call with what it needs. */
    private record Known(Permission needs, Call call) {}

    public void get(String path, String operation, String summary, Permission needs, Call call) {
        json(Method.GET, "2.0/mlflow/" + path, operation, summary, needs, call);
    }

    public void post(String path, String operation, String summary, Permission needs, Call call) {
        json(Method.POST, "2.0/mlflow/" + path, operation, summary, needs, call);
    }

    public void patch(String path, String operation, String summary, Permission needs, Call call) {
        json(Method.PATCH, "2.0/mlflow/" + path, operation, summary, needs, call);
    }

    public void delete(String path, String operation, String summary, Permission needs, Call call) {
        json(Method.DELETE, "2.0/mlflow/" + path, operation, summary, needs, call);
    }

    /** A route by its whole path after {@code /api/}, for those of version 3.0. */
    public void json(Method method, String path, String operation, String summary, Permission needs, Call call) {
        calls.put(operation, new Known(needs, call));
        both(
                method,
                path,
                operation,
                summary,
                needs,
                LIMITS,
                request -> Response.bytes(
                        200, "application/json", ANSWERS.writeValueAsBytes(call.answer(read(request), request))));
    }

    private static ObjectMapper withoutEmptyLists() {
        ObjectMapper mapper = Json.strict().copy();
        mapper.configOverride(List.class)
                .setInclude(JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS));
        return mapper;
    }

    /**
     * Answers the call of an operation from another wire format.
     *
     * @throws SlipwayException PERMISSION_DENIED if the caller lacks what the operation's own route needs
     */
    public Object call(String operation, ObjectNode message, Request request) throws Exception {
        Known known = calls.get(operation);
        if (known == null) {
            throw new IllegalStateException("there is no call " + operation);
        }
        request.requires(known.needs);
        return known.call.answer(Message.of(message, ""), request);
    }

    /** A route with bodies that are not JSON. */
    public void both(
            Method method,
            String path,
            String operation,
            String summary,
            Permission needs,
            Limits limits,
            io.slipway.http.Handler handler) {
        for (String prefix : List.of("/api/", "/ajax-api/")) {
            String unique = prefix.equals("/api/") ? operation : operation + "Ajax";
            table.route(method, prefix + path, unique, summary)
                    .needs(needs)
                    .limits(limits)
                    .takesBytes()
                    .answersBytes()
                    .by(handler);
        }
    }

    private static Message read(Request request) throws IOException {
        if (request.endpoint().method() == Method.GET) {
            ObjectNode body = request.contentLength() == 0
                    ? Json.object()
                    : object(request.body().readAllBytes());
            return new Message(name -> queried(request, body, name), "");
        }
        requireJson(request);
        return Message.of(object(request.body().readAllBytes()), "");
    }

    private static @Nullable JsonNode queried(Request request, ObjectNode body, String name) {
        List<String> values = request.queryAll(name);
        if (values.isEmpty()) {
            return body.get(name);
        }
        if (values.size() == 1) {
            return TextNode.valueOf(values.getFirst());
        }
        ArrayNode all = body.arrayNode();
        values.forEach(all::add);
        return all;
    }

    /** Web pages of others can post anything but JSON without asking first. */
    private static void requireJson(Request request) {
        String type = request.header("Content-Type").orElse("");
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (bare.isEmpty() && request.endpoint().method() == Method.DELETE && request.contentLength() <= 0) {
            return;
        }
        if (bare.isEmpty()) {
            throw SlipwayException.invalid("Bad Request. Content-Type header is missing.");
        }
        if (!bare.equals("application/json")) {
            throw SlipwayException.invalid("Bad Request. Content-Type must be one of ['application/json'].");
        }
    }

    /** Malformed JSON reads as an empty message; a JSON string that holds JSON is read twice, for old clients. */
    private static ObjectNode object(byte[] body) {
        try {
            JsonNode node = body.length == 0 ? null : Json.lenient().readTree(body);
            if (node != null && node.isTextual()) {
                node = Json.lenient().readTree(node.textValue());
            }
            return node instanceof ObjectNode object ? object : Json.object();
        } catch (IOException e) {
            return Json.object();
        }
    }
}
