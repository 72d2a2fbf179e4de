package io.slipway.tracking.artifacts;

import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers a file, or the one part of it that a Range header asks for, in a way no browser will run. */
final class Download {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private Download() {}

    static Response of(ArtifactStore store, String path, Request request) throws IOException {
        var stat = store.stat(path);
        if (stat.isEmpty()) {
            if (store.isFolder(path)) {
                throw SlipwayException.invalid("Artifact path refers to a directory, not a file: '" + path + "'");
            }
            throw ArtifactStore.missing(path);
        }
        long size = stat.get().size();
        Optional<Span> span = request.header("Range").flatMap(range -> span(range, size));
        if (span.isPresent() && span.get().first > span.get().last) {
            return Response.text(416, "").with("Content-Range", "bytes */" + size);
        }
        Response response = span.isEmpty()
                ? Response.stream(MediaTypes.of(path), size, store.open(path, 0, -1))
                : Response.stream(
                                MediaTypes.of(path),
                                span.get().length(),
                                store.open(path, span.get().first, span.get().length()))
                        .withStatus(206)
                        .with("Content-Range", "bytes " + span.get().first + "-" + span.get().last + "/" + size);
        return response.with("Accept-Ranges", "bytes")
                .with("Content-Disposition", disposition(path.substring(path.lastIndexOf('/') + 1)))
                .with("Content-Security-Policy", "sandbox; default-src 'none'");
    }

    /** First and last byte, both included. */
    private record Span(long first, long last) {
        long length() {
            return last - first + 1;
        }
    }

    /** Empty for a header that is not understood: then the whole file is the answer. A span without bytes is none. */
    private static Optional<Span> span(String header, long size) {
        Matcher range = RANGE.matcher(header.strip());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (range.group(1).isEmpty()) {
            first = Math.max(0, size - Long.parseLong(range.group(2)));
        } else {
            first = Long.parseLong(range.group(1));
            last = range.group(2).isEmpty() ? last : Math.min(last, Long.parseLong(range.group(2)));
        }
        return Optional.of(new Span(first, last));
    }

    private static String disposition(String name) {
        if (name.chars().allMatch(c -> c > 32 && c < 127 && "\"\\;,()<>@:/[]?={}%'*".indexOf(c) < 0)) {
            return "attachment; filename=" + name;
        }
        if (name.chars().allMatch(c -> c >= 32 && c < 127 && "\"\\%".indexOf(c) < 0)) {
            return "attachment; filename=\"" + name + '"';
        }
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment; filename=download; filename*=UTF-8''" + encoded;
    }
}
