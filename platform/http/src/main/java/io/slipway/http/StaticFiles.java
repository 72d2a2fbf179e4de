package io.slipway.http;

import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of a web page as endpoint rows {@code /} and {@code /{path...}}. Who asks for a page ({@code Accept:
 * text/html}, as browsers do when they go to an address) gets index.html where there is no such file, so that the
 * page's own addresses can be reloaded whatever is in them; scripts, pictures and programs get 404. The table's
 * literal routes still win. Names with a content hash ({@code index-4f9a1c2b.js}) may be kept for ever by browsers, all others are asked for again
 * with their ETag. A file {@code x.gz} beside {@code x} is sent to who takes gzip. Read once and kept in memory.
 */
public final class StaticFiles {
    private static final int MAX_FILE_BYTES = 32 << 20;
    private static final Pattern HASHED = Pattern.compile(".*[-.][A-Za-z0-9_-]{8,}\\.[a-z0-9]+");
    private static final String CSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** Where the files are. */
    @FunctionalInterface
    private interface Source {
        /** Null if there is no such file. */
        byte @Nullable [] read(String path) throws IOException;
    }

    private record File(byte[] bytes, byte @Nullable [] gzip, String etag) {}

    private final Source source;
    private final ConcurrentHashMap<String, Optional<File>> files = new ConcurrentHashMap<>();

    private StaticFiles(Source source) {
        this.source = source;
    }

    /** Rows for a directory; links that lead out of it are not followed. */
    public static List<Endpoint> ofDirectory(Path directory) {
        return new StaticFiles(path -> fromDirectory(directory, path)).rows();
    }

    /** Rows for resources below a folder of the class path, e.g. {@code io/slipway/ui}. */
    public static List<Endpoint> ofClassPath(ClassLoader loader, String folder) {
        return new StaticFiles(path -> fromClassPath(loader, folder, path)).rows();
    }

    private List<Endpoint> rows() {
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        row(table, "/", "uiIndex", r -> serve(r, ""));
        row(table, "/{path...}", "uiFile", r -> serve(r, r.path("path")));
        return table.rows();
    }

    private static void row(EndpointTable table, String path, String operation, Handler handler) {
        table.get(path, operation, "Files of the user interface")
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(handler);
    }

    private Response serve(Request request, String path) {
        String name = path.isEmpty() ? "index.html" : path;
        Optional<File> found = load(name);
        if (found.isEmpty() && asksForPage(request)) {
            name = "index.html";
            found = load(name);
        }
        String served = name;
        File file = found.orElseThrow(() -> SlipwayException.notFound("there is no file /" + path));
        Response answer = answer(request, served, file)
                .with("ETag", file.etag)
                .with("Vary", "Accept, Accept-Encoding")
                .with("Cache-Control", caching(served));
        return served.endsWith(".html") ? secured(answer) : answer;
    }

    private static boolean asksForPage(Request request) {
        return request.header("Accept")
                .map(types -> types.toLowerCase(Locale.ROOT).contains("text/html"))
                .orElse(false);
    }

    private static Response answer(Request request, String name, File file) {
        boolean same = request.header("If-None-Match")
                .map(tags -> tags.contains(file.etag))
                .orElse(false);
        if (same) {
            return Response.empty(304);
        }
        byte[] gzip = file.gzip;
        boolean compressed = gzip != null
                && request.header("Accept-Encoding")
                        .map(codings -> codings.contains("gzip") && !codings.contains("gzip;q=0"))
                        .orElse(false);
        return compressed && gzip != null
                ? Response.bytes(200, type(name), gzip).with("Content-Encoding", "gzip")
                : Response.bytes(200, type(name), file.bytes);
    }

    private static String caching(String name) {
        return name.startsWith("assets/") && HASHED.matcher(name).matches()
                ? "public, max-age=31536000, immutable"
                : "no-cache";
    }

    static Response secured(Response page) {
        return page.with("Content-Security-Policy", CSP)
                .with("X-Frame-Options", "DENY")
                .with("Referrer-Policy", "same-origin")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    }

    private Optional<File> load(String name) {
        Optional<File> known = files.get(name);
        if (known != null) {
            return known;
        }
        Optional<File> read = read(name);
        if (read.isPresent()) {
            files.put(name, read);
        }
        return read;
    }

    private Optional<File> read(String name) {
        try {
            byte[] bytes = source.read(name);
            if (bytes == null) {
                return Optional.empty();
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            byte[] gzip = source.read(name + ".gz");
            return Optional.of(new File(bytes, gzip, '"' + HexFormat.of().formatHex(digest, 0, 12) + '"'));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }

    private static byte @Nullable [] fromDirectory(Path directory, String path) throws IOException {
        Path root = directory.toRealPath();
        Path file = root.resolve(path);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        Path real = file.toRealPath();
        return real.startsWith(root) && Files.size(real) <= MAX_FILE_BYTES ? Files.readAllBytes(real) : null;
    }

    private static byte @Nullable [] fromClassPath(ClassLoader loader, String folder, String path) throws IOException {
        var url = path.isEmpty() || path.endsWith("/") ? null : loader.getResource(folder + "/" + path);
        if (url == null || (url.getProtocol().equals("file") && Files.isDirectory(Path.of(url.getPath())))) {
            return null;
        }
        try (InputStream in = url.openStream()) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            return bytes.length > MAX_FILE_BYTES ? null : bytes;
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "html" -> "text/html; charset=utf-8";
            case "js", "mjs" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "json", "map" -> "application/json";
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            case "ico" -> "image/x-icon";
            case "woff2" -> "font/woff2";
            case "txt" -> "text/plain; charset=utf-8";
            case "webmanifest" -> "application/manifest+json";
            default -> "application/octet-stream";
        };
    }
}
