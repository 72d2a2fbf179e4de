package io.slipway.serving.follow;

import io.slipway.inference.Model;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.live.Endpoints;
import io.slipway.serving.live.LiveVersion;
import io.slipway.serving.observe.ServingStats;
import io.slipway.tracking.api.ModelSource;
import io.slipway.tracking.api.ModelSource.Served;
import io.slipway.tracking.api.ModelSource.ServedVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the endpoints as the registry's aliases say. One thread asks the source, waits there for changes, copies files,
 * loads, warms and swaps; requests never wait for it. A version that fails to load changes nothing for its model: what
 * answered goes on answering, the reason is reported, and it is tried again.
 */
public final class ModelFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);
    private static final long POLL_MILLIS = 20_000;
    private static final long MAX_BACKOFF_MILLIS = 5_000;
    /** Rest after an answer without news, against a source whose sequence counts other things as well. */
    private static final long CALM_MILLIS = 50;

    private static final Duration GRACE = Duration.ofHours(1);

    private final ModelSource source;
    private final Loader loader;
    private final Endpoints endpoints;
    private final ServingStats stats;
    private final InstantSource clock;
    private final ModelCache cache;
    private final LastGood lastGood;
    private final Retirement retirement;
    private final Map<String, FollowedModel> models = new TreeMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /** @param home folder of the serving role */
    public ModelFollower(
            Path home,
            ModelSource source,
            Loader loader,
            Endpoints endpoints,
            ServingStats stats,
            Retirement retirement,
            InstantSource clock) {
        this.source = source;
        this.loader = loader;
        this.endpoints = endpoints;
        this.stats = stats;
        this.clock = clock;
        this.cache = new ModelCache(home.resolve("models"));
        this.lastGood = new LastGood(home.resolve("served.json"));
        this.retirement = retirement;
        this.thread = Thread.ofPlatform().daemon().name("model-follower").unstarted(this::follow);
    }

    /** Loads the last good set from the disk, then begins to follow the source. */
    public void start() {
        restore();
        thread.start();
    }

    private void restore() {
        List<LastGood.Entry> entries;
        try {
            entries = lastGood.read();
        } catch (IOException e) {
            LOG.warn("the list of last served models cannot be read; waiting for the control plane", e);
            return;
        }
        for (LastGood.Entry entry : entries) {
            ServedVersion version = entry.version();
            FollowedModel model = models.computeIfAbsent(version.model(), this::followed);
            HeldVersion held = new HeldVersion(version);
            model.held.put(version.version(), held);
            try {
                held.loaded = load(VersionKey.of(version), cache.verified(VersionKey.of(version)));
                if (entry.live()) {
                    model.live = held.loaded;
                }
            } catch (Exception e) {
                failed(held, e);
                held.retryAtMillis = 0;
            }
        }
        models.values().forEach(FollowedModel::publish);
        if (models.values().stream().anyMatch(m -> m.live != null)) {
            endpoints.synced();
        }
    }

    private FollowedModel followed(String name) {
        return new FollowedModel(name, endpoints, stats.model(name), retirement);
    }

    private void follow() {
        long after = 0;
        Map<String, List<ServedVersion>> wanted = Map.of();
        boolean known = false;
        int misses = 0;
        while (!closed) {
            try {
                Served served = source.served(after, known ? waitMillis() : 0);
                after = served.sequence();
                Map<String, List<ServedVersion>> before = wanted;
                wanted = served.versions().stream().collect(Collectors.groupingBy(ServedVersion::model));
                if (misses > 0) {
                    LOG.info("the control plane answers again");
                }
                misses = 0;
                known = true;
                apply(wanted);
                endpoints.synced();
                if (wanted.equals(before) && !pause(CALM_MILLIS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (misses++ == 0) {
                    LOG.warn("the control plane cannot be asked; what is loaded goes on answering: {}", e.toString());
                }
                after = 0;
                known = false;
                if (!pause(Math.min(MAX_BACKOFF_MILLIS, 100L << Math.min(misses, 6)))) {
                    return;
                }
            }
        }
    }

    private static boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Until the next failed version is to be tried again. */
    private long waitMillis() {
        long now = clock.millis();
        return models.values().stream()
                .flatMap(m -> m.held.values().stream())
                .filter(h -> h.loaded == null)
                .mapToLong(h -> Math.max(50, h.retryAtMillis - now))
                .reduce(POLL_MILLIS, Math::min);
    }

    private void apply(Map<String, List<ServedVersion>> wanted) throws IOException {
        for (var entry : new TreeMap<>(wanted).entrySet()) {
            FollowedModel model = models.computeIfAbsent(entry.getKey(), this::followed);
            model.want(entry.getValue());
            for (HeldVersion held : model.inOrder()) {
                prepare(model, held);
                model.publish();
                remember();
            }
            model.publish();
        }
        for (FollowedModel model : List.copyOf(models.values())) {
            if (!wanted.containsKey(model.name)) {
                model.drop();
                models.remove(model.name);
            }
        }
        remember();
        cache.clean(keys(), clock.millis() - GRACE.toMillis());
    }

    private java.util.Set<VersionKey> keys() {
        return models.values().stream()
                .flatMap(m -> m.held.values().stream())
                .map(h -> VersionKey.of(h.wanted))
                .collect(Collectors.toSet());
    }

    private void prepare(FollowedModel model, HeldVersion held) {
        VersionKey key = VersionKey.of(held.wanted);
        try {
            if (held.loaded != null && !held.confirmed) {
                held.confirmed = cache.isCurrent(source, key);
                if (held.confirmed) {
                    held.problem = null;
                    return;
                }
                LOG.info("{} has other files now; loading them", key);
            } else if (held.loaded != null || held.retryAtMillis > clock.millis()) {
                return;
            }
            LiveVersion next = load(key, cache.fetch(source, key));
            LiveVersion previous = held.loaded;
            held.loaded = next;
            held.confirmed = true;
            held.problem = null;
            held.failures = 0;
            if (previous != null) {
                model.replace(previous, next);
            }
        } catch (Exception e) {
            failed(held, e);
        }
    }

    private void failed(HeldVersion held, Exception e) {
        VersionKey key = VersionKey.of(held.wanted);
        held.failed(reason(e), clock.millis());
        LOG.warn("{} could not be loaded: {}", key, held.problem, e instanceof SlipwayException ? null : e);
    }

    private static String reason(Exception e) {
        return switch (e) {
            case SlipwayException known -> known.text();
            case IOException io -> "its files cannot be fetched or written: " + io.getMessage();
            default -> e.toString();
        };
    }

    private LiveVersion load(VersionKey key, Path folder) throws Exception {
        long start = System.nanoTime();
        Model model = loader.load(folder);
        @Nullable LiveVersion version = null;
        try {
            version = new LiveVersion(key.model(), key.version(), model, stats.model(key.model()), retirement::retire);
            WarmUp.run(version, folder);
        } catch (Exception e) {
            model.close();
            throw e;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        stats.model(key.model()).loaded(seconds);
        LOG.info("{} is loaded and warm after {} ms", key, Math.round(seconds * 1000));
        return version;
    }

    private void remember() throws IOException {
        lastGood.write(models.values().stream().flatMap(FollowedModel::lastGood).toList());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        models.values().forEach(FollowedModel::drop);
    }
}
