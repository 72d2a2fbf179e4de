package io.slipway.monitoring.windows;

import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.api.ModelSource;
import io.slipway.training.api.ReferenceProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training profiles of model versions, read once from the model's {@code reference.json}. */
final class References {
    private static final Logger LOG = LoggerFactory.getLogger(References.class);
    private static final int MAX_BYTES = 16 << 20;

    private final ModelSource models;
    private final ConcurrentMap<String, Optional<ReferenceProfile>> read = new ConcurrentHashMap<>();

    References(ModelSource models) {
        this.models = models;
    }

    /** The profile, or null if the version has none that can be read. */
    @Nullable
    ReferenceProfile of(String model, int version) {
        return read.computeIfAbsent(model + "/" + version, key -> load(model, version))
                .orElse(null);
    }

    private Optional<ReferenceProfile> load(String model, int version) {
        try {
            if (models.files(model, version).stream().noneMatch(f -> f.path().equals("reference.json"))) {
                return Optional.empty();
            }
            try (InputStream in = models.open(model, version, "reference.json")) {
                byte[] bytes = in.readNBytes(MAX_BYTES);
                return Optional.of(
                        Json.lenient().readValue(new String(bytes, StandardCharsets.UTF_8), ReferenceProfile.class));
            }
        } catch (IOException | SlipwayException | IllegalArgumentException e) {
            LOG.warn("model {} version {} has no usable reference.json: {}", model, version, e.getMessage());
            return Optional.empty();
        }
    }
}
