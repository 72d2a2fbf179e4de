package io.slipway.inference;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.kernel.SlipwayException;
import org.junit.jupiter.api.Tag;

/** Fuzzed when JAZZER_FUZZ=1 is set; otherwise runs the seeds. */
@Tag("slow")
class MlModelFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyBytesAreReadOrRefused(byte[] file) {
        try {
            MlModelFile.parse(file);
            FeatureEncoding.parse("features.json", file);
        } catch (SlipwayException e) {
            if (e.text().isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
    }
}
