package io.slipway.serving.follow;

import io.slipway.inference.Tensor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.invocations.InvocationReader;
import io.slipway.serving.live.LiveVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a new version predict its own {@code input_example.json} before anybody else asks: the first callers then find
 * compiled code, and a version that cannot even answer its example is not put live.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final long MAX_EXAMPLE_BYTES = 4 << 20;
    private static final int RUNS = 300;
    private static final long LIMIT_NANOS = Duration.ofMillis(200).toNanos();

    private WarmUp() {}

    /** @throws SlipwayException DATA_CORRUPT if the version fails on its example */
    static void run(LiveVersion version, Path folder) throws IOException {
        Path file = folder.resolve("input_example.json");
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_EXAMPLE_BYTES) {
            return;
        }
        List<Tensor> inputs;
        try {
            inputs = version.intake().check(new InvocationReader(version.intake()).read(example(file)));
        } catch (SlipwayException e) {
            LOG.warn("{} is not warmed: its input_example.json does not fit its signature: {}", version, e.text());
            return;
        }
        long start = System.nanoTime();
        try {
            for (int i = 0; i < RUNS && System.nanoTime() - start < LIMIT_NANOS; i++) {
                version.model().predict(inputs);
            }
        } catch (RuntimeException e) {
            throw new SlipwayException(
                    ErrorCode.DATA_CORRUPT,
                    version + " fails on its own input_example.json"
                            + (e instanceof SlipwayException known ? ": " + known.text() : ""),
                    e);
        }
    }

    /** MLflow writes the bare object of {@code dataframe_split}; other tools the whole request. */
    private static byte[] example(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        boolean split = text.startsWith("{") && text.contains("\"data\"") && !text.contains("\"dataframe_split\"");
        String form = split ? "dataframe_split" : text.startsWith("[") ? "inputs" : "";
        return form.isEmpty() ? bytes : ("{\"" + form + "\":" + text + "}").getBytes(StandardCharsets.UTF_8);
    }
}
