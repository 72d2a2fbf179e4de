package io.slipway.tracking.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.search.Keyset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Inputs run as plain tests; JAZZER_FUZZ=1 searches for more. */
@Tag("slow")
class BodiesFuzzTest {
    private static final List<String> NAMES = List.of("a", "run_id", "tags", "max_results");

    @FuzzTest(maxDuration = "5m")
    void anyJsonBodyIsReadOrRefused(byte[] body) {
        JsonNode tree;
        try {
            tree = Json.lenient().readTree(body);
        } catch (IOException e) {
            return;
        }
        if (!(tree instanceof ObjectNode object)) {
            return;
        }
        Message message = Message.of(object, "");
        for (String name : NAMES) {
            List<Runnable> reads = List.of(
                    () -> message.text(name),
                    () -> message.textOfEither(name, "run_uuid"),
                    () -> message.texts(name),
                    () -> message.requiredInteger(name),
                    () -> message.real(name),
                    () -> message.flagOr(name, true),
                    () -> message.choice(name, List.of("ONE", "TWO")),
                    () -> message.map(name),
                    () -> message.time(name),
                    () -> message.duration(name),
                    () -> message.keyValues(name),
                    () -> message.message(name).text("key"),
                    () -> message.pageSize(1, 10));
            reads.forEach(BodiesFuzzTest::readOrTold);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void anyPageTokenIsReadOrRefused(byte[] token) {
        readOrTold(() -> {
            List<JsonNode> key = PageTokens.read("question", new String(token, StandardCharsets.UTF_8));
            if (key != null) {
                new Keyset()
                        .by("a", Keyset.Type.INTEGER, true)
                        .by("b", Keyset.Type.REAL, false)
                        .after(key);
            }
        });
    }

    private static void readOrTold(Runnable read) {
        try {
            read.run();
        } catch (SlipwayException e) {
            if (e.text().isBlank() || e.code().httpStatus() != 400) {
                throw new AssertionError("not told as the caller's mistake: " + e.code() + " " + e.text(), e);
            }
        }
    }
}
