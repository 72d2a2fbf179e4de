package io.slipway.training;

import io.slipway.kernel.Actor;
import io.slipway.tracking.api.Aliases;
import io.slipway.tracking.api.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A registry in memory, whose versions are folders. */
public final class FakeModels implements ModelSource, Aliases {
    public final Map<String, Integer> aliases = new ConcurrentHashMap<>();
    public final Map<Integer, Path> folders = new HashMap<>();
    public volatile int moves;

    @Override
    public Served served(long after, long waitMillis) {
        return new Served(0, List.of());
    }

    @Override
    public List<ModelFile> files(String model, int version) throws IOException {
        Path folder = folder(version);
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(p -> new ModelFile(
                            folder.relativize(p).toString(), p.toFile().length(), ""))
                    .toList();
        }
    }

    @Override
    public InputStream open(String model, int version, String path) throws IOException {
        return Files.newInputStream(folder(version).resolve(path));
    }

    private Path folder(int version) {
        return Objects.requireNonNull(folders.get(version));
    }

    @Override
    public void move(String model, String alias, int version, Actor actor, String reason) {
        aliases.put(alias, version);
        moves++;
    }

    @Override
    public Optional<Integer> get(String model, String alias) {
        return Optional.ofNullable(aliases.get(alias));
    }
}
