package io.slipway.tracking.artifacts;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Guesses what a file is from its name. Text of all kinds is plain text, so that no browser runs it. */
final class MediaTypes {
    private static final Set<String> TEXT = Set.of(
            "txt",
            "log",
            "err",
            "cfg",
            "conf",
            "py",
            "js",
            "yaml",
            "yml",
            "json",
            "md",
            "csv",
            "tsv",
            "xml",
            "sql",
            "ini",
            "toml",
            "sh",
            "r",
            "java",
            "mlmodel",
            "mlproject",
            "ipynb",
            "jinja");
    private static final Map<String, String> OTHERS = Map.of(
            "html", "text/html",
            "htm", "text/html",
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "webp", "image/webp",
            "svg", "image/svg+xml",
            "pdf", "application/pdf",
            "mp4", "video/mp4");

    private MediaTypes() {}

    static String of(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return TEXT.contains(extension) ? "text/plain" : OTHERS.getOrDefault(extension, "application/octet-stream");
    }
}
