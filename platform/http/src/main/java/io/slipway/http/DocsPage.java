package io.slipway.http;

import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;

/** The page that shows the OpenAPI document; its files lie beside this class. */
final class DocsPage {
    private DocsPage() {}

    static Response page() throws IOException {
        return StaticFiles.secured(Response.bytes(200, "text/html; charset=utf-8", read("docs.html")));
    }

    static Response file(String name) throws IOException {
        return switch (name) {
            case "docs.js" -> Response.bytes(200, "text/javascript; charset=utf-8", read(name));
            case "docs.css" -> Response.bytes(200, "text/css; charset=utf-8", read(name));
            default -> throw SlipwayException.notFound("there is no file /docs/" + name);
        };
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = DocsPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return in.readAllBytes();
        }
    }
}
