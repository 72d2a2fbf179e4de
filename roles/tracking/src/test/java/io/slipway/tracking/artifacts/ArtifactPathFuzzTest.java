package io.slipway.tracking.artifacts;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.kernel.SlipwayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Inputs run as plain tests; JAZZER_FUZZ=1 searches for more. */
@Tag("slow")
class ArtifactPathFuzzTest {
    private static final Path ROOT = Path.of("/root/of/all");

    @FuzzTest(maxDuration = "5m")
    void whatPassesStaysBeneathTheRoot(byte[] bytes) {
        String path;
        try {
            path = ArtifactPath.checked(new String(bytes, StandardCharsets.UTF_8));
        } catch (SlipwayException e) {
            return;
        }
        stays(path);
        try {
            stays(URLDecoder.decode(path, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // holds a percent sign that is no escape
        }
    }

    private static void stays(String path) {
        boolean plain = path.chars().noneMatch(c -> c < 32 || c == '\\');
        if (!plain || path.startsWith("/") || !ROOT.resolve(path).normalize().startsWith(ROOT)) {
            throw new AssertionError("'" + path + "' leaves the root");
        }
    }
}
