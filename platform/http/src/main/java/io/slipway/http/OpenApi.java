package io.slipway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The endpoint table as an OpenAPI 3.1 document, with the rows that show it. */
public final class OpenApi {
    private final String title;
    private final String version;
    private final Schemas schemas = new Schemas();

    private OpenApi(String title, String version) {
        this.title = title;
        this.version = version;
    }

    /**
     * {@code /openapi.json} and {@code /docs} for these rows.
     *
     * @param rows all rows of the port, each told under a tag made of its path
     */
    public static List<Endpoint> rows(String title, String version, List<Endpoint> rows) {
        byte[] document = document(title, version, rows);
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        table.get("/openapi.json", "openapi", "This document")
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(r -> Response.bytes(200, "application/json", document));
        table.get("/docs", "docs", "A page to read and try the endpoints")
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(r -> DocsPage.page());
        table.get("/docs/{file}", "docsFile", "Script and style of the page")
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(r -> DocsPage.file(r.path("file")));
        return table.rows();
    }

    /** The document's JSON. */
    public static byte[] document(String title, String version, List<Endpoint> rows) {
        return new OpenApi(title, version).made(rows).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private ObjectNode made(List<Endpoint> rows) {
        ObjectNode root = Json.object().put("openapi", "3.1.0");
        root.putObject("info").put("title", title).put("version", version);
        ObjectNode paths = root.putObject("paths");
        for (Endpoint row : rows) {
            String path = row.path().replace("...}", "}");
            ObjectNode item = paths.get(path) instanceof ObjectNode known ? known : paths.putObject(path);
            operation(item.putObject(row.method().name().toLowerCase(Locale.ROOT)), row);
        }
        ObjectNode components = root.putObject("components");
        components.set("schemas", schemas.components());
        return root;
    }

    private void operation(ObjectNode to, Endpoint row) {
        to.put("operationId", row.operation()).put("summary", row.summary());
        to.putArray("tags").add(tag(row.path()));
        to.put("x-permission", row.permission().name());
        List<String> names = parameters(row.path());
        if (!names.isEmpty()) {
            var parameters = to.putArray("parameters");
            for (String name : names) {
                ObjectNode parameter = parameters.addObject().put("name", name).put("in", "path");
                parameter.put("required", true).putObject("schema").put("type", "string");
            }
        }
        Class<?> request = row.request();
        if (request != null) {
            ObjectNode body = to.putObject("requestBody").put("required", true);
            body.putObject("content").putObject("application/json").set("schema", schemas.of(request));
        } else if (row.limits().maxBodyBytes() > 0 && row.method() != Method.GET) {
            ObjectNode any = to.putObject("requestBody").putObject("content");
            any.putObject("*/*");
        }
        ObjectNode responses = to.putObject("responses");
        ObjectNode well = responses.putObject("200").put("description", "Done");
        Class<?> response = row.response();
        if (response != null) {
            well.putObject("content").putObject("application/json").set("schema", schemas.of(response));
        }
        responses.putObject("default").put("description", "A failure in the endpoint's error format");
    }

    private static List<String> parameters(String path) {
        List<String> names = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - (segment.endsWith("...}") ? 4 : 1)));
            }
        }
        return names;
    }

    /** The first word of the path that is a noun: behind the API's prefix. */
    private static String tag(String path) {
        String[] segments = path.split("/");
        int i = 1;
        while (i < segments.length - 1
                && segments[i].matches("api|ajax-api|slipway|mlflow|mlflow-artifacts|v\\d+|\\d+\\.\\d+|\\{.*")) {
            i++;
        }
        return i < segments.length && !segments[i].isEmpty() ? segments[i].replaceAll("[{}.]", "") : "service";
    }
}
