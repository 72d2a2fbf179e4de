package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The document says what the table says, and every reference in it leads somewhere. */
class OpenApiTest {
    enum Kind {
        ONE,
        TWO
    }

    record Leaf(String name, @Nullable Leaf next) {}

    record Body(long version, @Nullable Kind kind, List<Leaf> leaves, Map<String, Double> byName, JsonNode data) {}

    private static void rows(EndpointTable table) {
        table.post("/api/slipway/v1/models/{model}/files/{path...}", "putModel", "Put a model")
                .needs(Permission.MODEL_WRITE)
                .limits(Limits.SMALL)
                .takes(Body.class)
                .answers(Leaf.class)
                .by(r -> Response.empty(204));
    }

    @Test
    void recordsBecomeSchemas() {
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        rows(table);
        JsonNode document = Json.parse(
                new String(OpenApi.document("Slipway", "1", table.rows()), java.nio.charset.StandardCharsets.UTF_8));
        JsonNode operation = document.at("/paths/~1api~1slipway~1v1~1models~1{model}~1files~1{path}/post");
        assertThat(operation.path("operationId").asText()).isEqualTo("putModel");
        assertThat(operation.path("tags").get(0).asText()).isEqualTo("models");
        assertThat(operation.path("parameters")).hasSize(2);
        JsonNode body = document.at("/components/schemas/Body");
        assertThat(body.path("required").toString()).isEqualTo("[\"version\",\"leaves\",\"by_name\",\"data\"]");
        assertThat(body.at("/properties/kind/enum").toString()).isEqualTo("[\"ONE\",\"TWO\"]");
        assertThat(body.at("/properties/leaves/items/$ref").asText()).isEqualTo("#/components/schemas/Leaf");
        assertThat(body.at("/properties/by_name/additionalProperties/type").asText())
                .isEqualTo("number");
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isObject())
                    .as(reference.asText())
                    .isTrue();
        }
    }

    @Test
    void pageAndDocumentAreServed() {
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        rows(table);
        try (var server = TestServer.of(t -> {}, b -> b.endpoints(OpenApi.rows("Slipway", "1", table.rows())))) {
            assertThat(server.get("/openapi.json").body()).contains("\"openapi\":\"3.1.0\"");
            var page = server.get("/docs");
            assertThat(page.body()).contains("/docs/docs.js").doesNotContain("http://", "https://");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("script-src 'self'");
            assertThat(server.get("/docs/docs.js").body()).contains("/openapi.json");
            assertThat(server.get("/docs/docs.css").statusCode()).isEqualTo(200);
            assertThat(server.get("/docs/OpenApi.class").statusCode()).isEqualTo(404);
        }
    }
}
