package io.slipway.tracking.search;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Inputs run as plain tests; JAZZER_FUZZ=1 searches for more. */
@Tag("slow")
class FiltersFuzzTest {
    private static final List<Grammar> GRAMMARS = List.of(
            Grammar.RUNS,
            Grammar.EXPERIMENTS,
            Grammar.LOGGED_MODELS,
            Grammar.REGISTERED_MODELS,
            Grammar.MODEL_VERSIONS,
            Grammar.TRACES);

    @FuzzTest(maxDuration = "5m")
    void anyFilterIsReadOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (Grammar grammar : GRAMMARS) {
            try {
                FilterParser.filter(grammar, text);
            } catch (SlipwayException e) {
                told(e);
            }
        }
    }

    @FuzzTest(maxDuration = "5m")
    void anyOrderIsReadOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (Grammar grammar : GRAMMARS) {
            try {
                FilterParser.order(grammar, text);
            } catch (SlipwayException e) {
                told(e);
            }
        }
    }

    private static void told(SlipwayException e) {
        if (e.text().isBlank() || e.code().httpStatus() != 400) {
            throw new AssertionError("not told as the caller's mistake: " + e.code() + " " + e.text(), e);
        }
    }
}
