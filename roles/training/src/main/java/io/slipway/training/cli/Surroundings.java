package io.slipway.training.cli;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where a training run takes place: the code's commit, the data's version, who started it. */
final class Surroundings {
    private Surroundings() {}

    /** Tags of the run in MLflow's names, and {@code slipway.*} for what MLflow has no name for. */
    static Map<String, String> tags(Path data, String digest, Map<String, String> environment) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.source.name", "slipway train");
        tags.put("mlflow.source.type", "LOCAL");
        tags.put("mlflow.user", System.getProperty("user.name", "unknown"));
        gitCommit().ifPresent(commit -> tags.put("mlflow.source.git.commit", commit));
        tags.put("slipway.data.path", data.toString());
        tags.put("slipway.data.md5", digest);
        String pipelineRun = environment.get("SLIPWAY_PIPELINE_RUN");
        if (pipelineRun != null) {
            tags.put("slipway.pipeline_run", pipelineRun);
        }
        return tags;
    }

    /** Hexadecimal MD5, the name of the file's content in DVC's cache and in dvc.lock. */
    static String md5(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new SlipwayException(ErrorCode.INTERNAL, "this JDK has no MD5", e);
        }
    }

    /** Empty outside of a Git checkout, and where there is no git. */
    private static Optional<String> gitCommit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String head = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 && head.matches("[0-9a-f]{40,64}")
                    ? Optional.of(head)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
