package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.http.ErrorFormat;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds for every answer, whoever asks for whatever. */
final class Answers {
    /** Marks what was sent, to be recognised where it must not come back. */
    static final String SCRIPT = "<script>alert('slipway')</script>";

    private static final Pattern INTERNALS = Pattern.compile(
            "\\tat [a-z]|java\\.[a-z]+\\.|io\\.slipway\\.|org\\.eclipse|com\\.fasterxml|Exception\\b|SQLITE|SELECT |INSERT ");

    private final Path home;

    Answers(Path home) {
        this.home = home;
    }

    /** Told as the documented error of its format, or well; never as the server's fault, never as a page, no internals. */
    void check(RawHttp.Answer answer, ErrorFormat format) {
        assertThat(answer.status()).as("%s", answer).isBetween(200, 501).isNotEqualTo(500);
        inDisguise(answer);
        if (answer.status() >= 400 && !answer.asked().startsWith("HEAD ")) {
            told(answer, format);
        }
    }

    /** A failure in the words of the format. */
    void refused(RawHttp.Answer answer, ErrorFormat format, Integer... statuses) {
        assertThat(answer.status()).as("%s", answer).isIn((Object[]) statuses);
        inDisguise(answer);
        told(answer, format);
    }

    /** What is no request at all is refused before it has a route, in the one format that all servers share. */
    private static void told(RawHttp.Answer answer, ErrorFormat format) {
        boolean malformed =
                answer.status() == 400 && answer.header("Cache-Control").contains("must-revalidate");
        shape(answer, malformed ? ErrorFormat.PROBLEM : format);
    }

    private void inDisguise(RawHttp.Answer answer) {
        assertThat(answer.header("X-Content-Type-Options")).as("%s", answer).contains("nosniff");
        boolean page = answer.header("Content-Type").contains("html");
        assertThat(page && answer.body().contains(SCRIPT)).as("%s", answer).isFalse();
        assertThat(answer.headers().toString()).as("%s", answer).doesNotContain(SCRIPT);
        if (answer.status() >= 400) {
            assertThat(INTERNALS.matcher(answer.body()).find()).as("%s", answer).isFalse();
            assertThat(answer.body()).doesNotContain(home.toString());
        }
    }

    /** One of the content types of the format; what is JSON has the names that all its failures have. */
    private static void shape(RawHttp.Answer answer, ErrorFormat format) {
        Set<String> types = new HashSet<>();
        Set<String> always = null;
        for (ErrorCode code : ErrorCode.values()) {
            ErrorFormat.Body body = format.body(code, "x");
            types.add(body.contentType());
            if (body.contentType().equals(answer.header("Content-Type"))
                    && body.contentType().contains("json")) {
                Set<String> names = names(tree(body.bytes()));
                if (always == null) {
                    always = names;
                } else {
                    always.retainAll(names);
                }
            }
        }
        assertThat(types).as("%s", answer).contains(answer.header("Content-Type"));
        if (always != null) {
            assertThat(names(answer.json())).as("%s", answer).containsAll(always);
        }
    }

    private static JsonNode tree(byte[] bytes) {
        try {
            return Json.lenient().readTree(bytes);
        } catch (JsonProcessingException e) {
            throw Json.invalid(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
