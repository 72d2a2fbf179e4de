package io.slipway.tracking.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.GraphQL;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.SimpleDataFetcherExceptionHandler;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.slipway.http.Request;
import io.slipway.kernel.Json;
import io.slipway.tracking.wire.MlflowRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The schema, its fields answered by MLflow's calls of the same names. */
final class GraphqlSchema {
    /** Key of the request in the context of an execution. */
    static final String REQUEST = "request";

    private static final String TEXT = "/graphql/tracking.graphqls";

    /** Root fields and the operations that answer them. */
    private static final Map<String, String> OPERATIONS = Map.of(
            "mlflowGetExperiment", "getExperiment",
            "mlflowGetRun", "getRun",
            "mlflowListArtifacts", "listArtifacts",
            "mlflowGetMetricHistoryBulkInterval", "getSampledMetricHistories",
            "mlflowSearchModelVersions", "searchModelVersions",
            "mlflowSearchRuns", "searchRuns");

    private final MlflowRoutes routes;

    private GraphqlSchema(MlflowRoutes routes) {
        this.routes = routes;
    }

    static GraphQL of(MlflowRoutes routes) {
        var failures = new SimpleDataFetcherExceptionHandler() {
            @Override
            protected void logException(graphql.ExceptionWhileDataFetching error, Throwable exception) {
                // the caller is told; what is the server's fault is logged where the answer is made
            }
        };
        return GraphQL.newGraphQL(new GraphqlSchema(routes).schema())
                .queryExecutionStrategy(new AsyncExecutionStrategy(failures))
                .mutationExecutionStrategy(new AsyncExecutionStrategy(failures))
                .build();
    }

    private GraphQLSchema schema() {
        try (InputStream in = GraphqlSchema.class.getResourceAsStream(TEXT)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + TEXT + " is missing");
            }
            var types = new SchemaParser().parse(new InputStreamReader(in, StandardCharsets.UTF_8));
            return new SchemaGenerator().makeExecutableSchema(types, wiring());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RuntimeWiring wiring() {
        var fields = new JsonFetcher();
        DataFetcher<@Nullable Object> experiment = this::experiment;
        DataFetcher<@Nullable Object> versions = this::modelVersions;
        return RuntimeWiring.newRuntimeWiring()
                .scalar(LongString.TYPE)
                .codeRegistry(GraphQLCodeRegistry.newCodeRegistry().defaultDataFetcher(env -> fields))
                .type("Query", type -> {
                    OPERATIONS.forEach((field, operation) -> type.dataFetcher(field, root(operation)));
                    return type;
                })
                .type(
                        "Mutation",
                        type -> type.dataFetcher("mlflowSearchRuns", root("searchRuns"))
                                .dataFetcher("mlflowSearchDatasets", root("searchLoggedDatasets")))
                .type(
                        "MlflowRunExtension",
                        type -> type.dataFetcher("experiment", experiment).dataFetcher("modelVersions", versions))
                .build();
    }

    private DataFetcher<@Nullable Object> root(String operation) {
        return environment -> {
            Map<String, Object> input = environment.getArgumentOrDefault("input", Map.of());
            var message = Json.object();
            input.forEach((name, value) -> message.set(name, Json.tree(value)));
            return call(environment, operation, message);
        };
    }

    private JsonNode call(DataFetchingEnvironment environment, String operation, ObjectNode message) throws Exception {
        Request request = Objects.requireNonNull(environment.getGraphQlContext().get(REQUEST));
        return Json.tree(routes.call(operation, message, request));
    }

    /** Many runs of one search belong to one experiment: each is asked for once in an execution. */
    private @Nullable Object experiment(DataFetchingEnvironment environment) throws Exception {
        String id = run(environment).at("/info/experiment_id").asText();
        Map<String, JsonNode> known = Objects.requireNonNull(
                environment.getGraphQlContext().computeIfAbsent("experiments", key -> new HashMap<String, JsonNode>()));
        JsonNode before = known.get(id);
        if (before != null) {
            return before;
        }
        JsonNode found = call(environment, "getExperiment", Json.object().put("experiment_id", id))
                .path("experiment");
        known.put(id, found);
        return found;
    }

    private @Nullable Object modelVersions(DataFetchingEnvironment environment) throws Exception {
        String id = run(environment).at("/info/run_id").asText();
        return JsonFetcher.value(
                call(environment, "searchModelVersions", Json.object().put("filter", "run_id='" + id + "'"))
                        .path("model_versions"));
    }

    private static JsonNode run(DataFetchingEnvironment environment) {
        JsonNode run = environment.getSource();
        return run == null ? Json.object() : run;
    }
}
