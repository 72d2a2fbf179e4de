package io.slipway.training.promotion;

import io.slipway.inference.Model;
import io.slipway.inference.ModelLoader;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Blobs;
import io.slipway.tracking.api.ModelSource;
import io.slipway.tracking.api.ModelSource.ModelFile;
import io.slipway.training.quality.Scorer;
import io.slipway.training.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Scores the labelled rows of a window with two registered versions, by the engine that serves. */
public final class WindowScores {
    private static final long MAX_MODEL_BYTES = 4L << 30;

    private final Blobs blobs;
    private final ModelSource models;
    private final Path scratch;

    /** @param scratch folder for the models' files while they are loaded */
    public WindowScores(Blobs blobs, ModelSource models, Path scratch) {
        this.blobs = blobs;
        this.models = models;
        this.scratch = scratch;
    }

    /** Scores of the same rows, and whether each was positive. */
    record Scored(double[] champion, double[] challenger, boolean[] labels) {
        int smallerClass() {
            int positive = 0;
            for (boolean label : labels) {
                positive += label ? 1 : 0;
            }
            return Math.min(positive, labels.length - positive);
        }
    }

    /**
     * @param blob key of a CSV with the models' inputs by name and a column {@code label}
     * @throws SlipwayException if the rows or a model cannot be used; UNAVAILABLE if trying again may help
     */
    Scored of(String model, int champion, int challenger, String blob) {
        try (InputStream in = blobs.open(blob, 0, -1)
                .orElseThrow(() -> SlipwayException.notFound("the labelled rows '" + blob + "' are gone"))) {
            Table table = Table.read(in, blob);
            boolean[] labels = table.labels("label");
            return new Scored(scores(model, champion, table), scores(model, challenger, table), labels);
        } catch (IOException e) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE, "the files of model '" + model + "' or the labelled rows cannot be read", e);
        }
    }

    private double[] scores(String model, int version, Table table) throws IOException {
        Files.createDirectories(scratch);
        Path folder = Files.createTempDirectory(scratch, "compare-").toRealPath();
        try {
            fetch(model, version, folder);
            try (Model loaded = ModelLoader.load(folder)) {
                return Scorer.scores(loaded, table);
            }
        } finally {
            List<Path> all;
            try (Stream<Path> walk = Files.walk(folder)) {
                all = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }

    private void fetch(String model, int version, Path folder) throws IOException {
        List<ModelFile> files = models.files(model, version);
        long total = files.stream().mapToLong(ModelFile::size).sum();
        if (total > MAX_MODEL_BYTES) {
            throw SlipwayException.invalid("version " + version + " of '" + model + "' has " + total + " bytes");
        }
        for (ModelFile file : files) {
            Path target = folder.resolve(file.path()).normalize();
            if (!target.startsWith(folder) || target.equals(folder)) {
                throw SlipwayException.invalid(
                        "version " + version + " of '" + model + "' names a file outside its folder");
            }
            Path parent = target.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try (InputStream in = models.open(model, version, file.path())) {
                Files.copy(in, target);
            }
        }
    }
}
