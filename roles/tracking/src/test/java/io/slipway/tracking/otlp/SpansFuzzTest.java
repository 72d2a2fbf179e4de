package io.slipway.tracking.otlp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Inputs run as plain tests; JAZZER_FUZZ=1 searches for more. */
@Tag("slow")
class SpansFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyProtobufIsReadOrRefused(byte[] body) {
        try {
            check(OtlpProtobuf.spans(body));
        } catch (MalformedOtlpException e) {
            told(e);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void anyJsonIsReadOrRefused(byte[] body) {
        try {
            check(OtlpJson.spans(body));
        } catch (MalformedOtlpException e) {
            told(e);
        }
    }

    private static void check(List<Span> spans) {
        for (Span span : spans) {
            if (span.startNanos() < 0 || span.endNanos() < 0) {
                throw new AssertionError("a time before 1970: " + span);
            }
        }
    }

    private static void told(MalformedOtlpException e) {
        if (e.getMessage() == null || e.getMessage().isBlank()) {
            throw new AssertionError("a refusal without a reason", e);
        }
    }
}
