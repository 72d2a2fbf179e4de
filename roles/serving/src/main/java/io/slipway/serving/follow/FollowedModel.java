package io.slipway.serving.follow;

import io.slipway.serving.live.Endpoints;
import io.slipway.serving.live.LiveVersion;
import io.slipway.serving.live.ModelRoute;
import io.slipway.serving.live.ModelRoute.VersionState;
import io.slipway.serving.observe.ModelStats;
import io.slipway.tracking.api.ModelSource.ServedVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model: the versions that its aliases name, and which of them is live: the one with the alias {@code champion},
 * else the newest. Confined to the follower's thread.
 */
final class FollowedModel {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedModel.class);
    private static final String CHAMPION = "champion";

    final String name;
    final Map<Integer, HeldVersion> held = new TreeMap<>(Comparator.reverseOrder());

    @Nullable
    LiveVersion live;

    private final Endpoints endpoints;
    private final ModelStats stats;
    private final Retirement retirement;
    private List<ServedVersion> wanted = List.of();

    FollowedModel(String name, Endpoints endpoints, ModelStats stats, Retirement retirement) {
        this.name = name;
        this.endpoints = endpoints;
        this.stats = stats;
        this.retirement = retirement;
    }

    /** Takes note of what the registry says now. */
    void want(List<ServedVersion> versions) {
        wanted = List.copyOf(versions);
        for (ServedVersion version : versions) {
            HeldVersion known = held.computeIfAbsent(version.version(), v -> new HeldVersion(version));
            if (known.isAnother(version)) {
                known.confirmed = false;
                known.retryAtMillis = 0;
            }
            known.wanted = version;
        }
        for (HeldVersion version : held.values()) {
            if (!wanted.contains(version.wanted)) {
                version.wanted = version.withoutAliases();
            }
        }
    }

    /** What is wanted, the version that is to be live first. */
    List<HeldVersion> inOrder() {
        int target = target();
        var list = new ArrayList<HeldVersion>();
        wanted.forEach(v -> {
            HeldVersion version = held.get(v.version());
            if (version != null) {
                list.add(version.wanted.version() == target ? 0 : list.size(), version);
            }
        });
        return list;
    }

    private int target() {
        return wanted.stream()
                .filter(v -> v.aliases().contains(CHAMPION))
                .mapToInt(ServedVersion::version)
                .findFirst()
                .orElseGet(() ->
                        wanted.stream().mapToInt(ServedVersion::version).max().orElse(-1));
    }

    /** The files of a version were replaced. */
    void replace(LiveVersion previous, LiveVersion next) {
        if (live == previous) {
            live = next;
        }
        publish();
        previous.release();
    }

    /** Puts the present state into the routing table; then lets go of versions that are not wanted any more. */
    void publish() {
        LiveVersion before = live;
        HeldVersion target = held.get(target());
        if (target != null && target.loaded != null) {
            live = target.loaded;
        }
        LiveVersion now = live;
        var dropped = new ArrayList<LiveVersion>();
        held.values().removeIf(h -> {
            boolean unwanted = !wanted.isEmpty() && !wanted.contains(h.wanted);
            if (unwanted && (h.loaded == null || h.loaded != now)) {
                if (h.loaded != null) {
                    dropped.add(h.loaded);
                }
                return true;
            }
            return false;
        });
        endpoints.put(new ModelRoute(name, now, names(target), states()));
        if (before != null && before != now && now != null && before.version() != now.version()) {
            stats.swaps().increment();
            LOG.info("{} answers for model '{}', no longer version {}", now, name, before.version());
        }
        dropped.forEach(LiveVersion::release);
    }

    private Map<String, LiveVersion> names(@Nullable HeldVersion target) {
        var names = new HashMap<String, LiveVersion>();
        for (HeldVersion version : held.values()) {
            LiveVersion loaded = version.loaded;
            if (loaded != null) {
                names.put(Integer.toString(loaded.version()), loaded);
                version.wanted.aliases().forEach(alias -> names.putIfAbsent(alias, loaded));
            }
        }
        LiveVersion now = live;
        if (target != null && now != null) {
            target.wanted.aliases().forEach(alias -> names.put(alias, now));
        }
        return names;
    }

    private List<VersionState> states() {
        return held.values().stream()
                .map(h -> new VersionState(
                        h.wanted.version(),
                        h.wanted.aliases(),
                        h.loaded == null ? "" : h.loaded.model().platform(),
                        h.state(),
                        h.problem))
                .toList();
    }

    /** What to load at the next start. */
    Stream<LastGood.Entry> lastGood() {
        return held.values().stream()
                .filter(h -> h.loaded != null)
                .map(h -> new LastGood.Entry(h.wanted, h.loaded == live));
    }

    /** The model is no longer served. */
    void drop() {
        endpoints.remove(name);
        for (HeldVersion version : held.values()) {
            if (version.loaded != null) {
                version.loaded.release();
                version.loaded = null;
            }
        }
        held.clear();
        live = null;
    }
}
