package io.slipway.tracking.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.ExceptionWhileDataFetching;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.MlflowRoutes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** GraphQL for MLflow's web UI. The schema is made at the first query, so that starting does not pay for it. */
public final class GraphqlResource {
    private static final Logger LOG = LoggerFactory.getLogger(GraphqlResource.class);
    private static final int MAX_QUERY = 50_000;

    private final MlflowRoutes routes;
    private final Object lock = new Object();
    private volatile @Nullable GraphQL graphql;

    public GraphqlResource(MlflowRoutes routes) {
        this.routes = routes;
    }

    public void addTo(EndpointTable table) {
        table.post("/graphql", "graphql", "What MLflow's web UI asks for")
                .needs(Permission.EXPERIMENT_READ)
                .limits(Limits.body(256 << 10))
                .takesBytes()
                .answersBytes()
                .by(this::answer);
    }

    private GraphQL graphql() {
        GraphQL made = graphql;
        if (made == null) {
            synchronized (lock) {
                made = graphql;
                if (made == null) {
                    made = GraphqlSchema.of(routes);
                    graphql = made;
                }
            }
        }
        return made;
    }

    private Response answer(Request request) throws IOException {
        String type = request.header("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw SlipwayException.invalid("Bad Request. Content-Type must be one of ['application/json'].");
        }
        JsonNode body;
        try {
            body = Json.strict().readTree(request.body().readAllBytes());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw Json.invalid(e);
        }
        String query = body.path("query").asText("");
        if (query.isBlank() || query.length() > MAX_QUERY) {
            throw SlipwayException.invalid(
                    "The body needs a GraphQL document of at most " + MAX_QUERY + " characters in 'query'.");
        }
        try {
            Document document = Parser.parse(query);
            QueryLimits.check(document);
        } catch (InvalidSyntaxException | SlipwayException | StackOverflowError e) {
            return failed(e instanceof StackOverflowError ? "The query is nested too deeply." : text(e));
        }
        return Response.json(json(graphql().execute(input(body, query, request))));
    }

    private static String text(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    private static Response failed(String message) {
        ObjectNode json = Json.object().putNull("data");
        json.putArray("errors").add(message);
        return Response.json(json);
    }

    private static ExecutionInput input(JsonNode body, String query, Request request) {
        Map<String, Object> variables = MAPPER.convertValue(
                body.path("variables").isObject() ? body.path("variables") : Json.object(),
                MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
        return ExecutionInput.newExecutionInput(query)
                .operationName(body.path("operationName").textValue())
                .variables(variables)
                .graphQLContext(Map.of(GraphqlSchema.REQUEST, request))
                .build();
    }

    private static final ObjectMapper MAPPER = Json.lenient();

    private static ObjectNode json(ExecutionResult result) {
        ObjectNode json = Json.object();
        Object data = result.getData();
        json.set("data", data == null ? json.nullNode() : withNulls(data));
        List<String> errors =
                result.getErrors().stream().map(GraphqlResource::message).toList();
        json.set("errors", errors.isEmpty() ? json.nullNode() : Json.tree(errors));
        return json;
    }

    /** GraphQL says what is null; the mapping of records would leave it out of maps inside of objects. */
    private static JsonNode withNulls(@Nullable Object value) {
        return switch (value) {
            case null -> Json.object().nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = Json.object();
                map.forEach((key, each) -> object.set(String.valueOf(key), withNulls(each)));
                yield object;
            }
            case List<?> list -> {
                var array = Json.object().arrayNode();
                list.forEach(each -> array.add(withNulls(each)));
                yield array;
            }
            default -> Json.tree(value);
        };
    }

    private static String message(GraphQLError error) {
        if (error instanceof ExceptionWhileDataFetching failure) {
            if (failure.getException() instanceof SlipwayException told) {
                return told.text();
            }
            LOG.warn("A GraphQL field failed", failure.getException());
            return "The server could not answer this field.";
        }
        return error.getMessage();
    }
}
