package io.slipway.inference.trees;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Fuzzed when JAZZER_FUZZ=1 is set; otherwise runs the seeds. */
@Tag("slow")
class XgboostFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyBytesAreReadOrRefused(byte[] file) {
        HostileModel.read(file);
    }
}
