package io.slipway.cli.moving;

import io.slipway.cli.moving.Records.Version;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the files of runs and logged models were, and where they are now: finds those of versions again. */
final class Locations {
    private static final Pattern OF_RUN = Pattern.compile("(?:^|/)([0-9a-zA-Z_-]{1,256})/artifacts(/.*)?$");
    private static final Pattern OF_SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]+:.*");

    private record Moved(String from, String to) {}

    private final Map<String, Moved> runs = new HashMap<>();
    private final Map<String, Moved> models = new HashMap<>();

    void run(String id, String from, String to) {
        runs.put(id, new Moved(from, to));
    }

    void model(String id, String from, String to) {
        models.put(id, new Moved(from, to));
    }

    /**
     * @param source what the version is said to come from
     * @param location where its files are now; null if they are not in the store
     * @param elsewhere they are at a place on the net that the source names, as before
     */
    record Place(String source, @Nullable String location, boolean elsewhere) {}

    Place place(Version version) {
        String source = version.source() == null ? "" : version.source();
        String from = version.location() == null || version.location().isEmpty() ? source : version.location();
        String here = here(version, from);
        if (here == null) {
            here = here(version, source);
        }
        boolean symbolic = source.startsWith("models:/") || source.startsWith("runs:/");
        if (here != null) {
            return new Place(symbolic ? source : here, here, false);
        }
        boolean remote = !symbolic
                && OF_SCHEME.matcher(source).matches()
                && !source.startsWith("file:")
                && !source.startsWith("mlflow-artifacts:");
        return new Place(remote ? source : "unavailable:" + source, null, remote);
    }

    private @Nullable String here(Version version, String uri) {
        Moved model = version.modelId() == null ? null : models.get(version.modelId());
        if (model != null) {
            String below = below(model, uri);
            return below == null ? model.to : below;
        }
        Moved run = version.runId() == null ? null : runs.get(version.runId());
        String below = run == null ? null : below(run, uri);
        if (below != null) {
            return below;
        }
        if (run != null && uri.startsWith("runs:/" + version.runId() + "/")) {
            return join(run, uri.substring(("runs:/" + version.runId()).length()));
        }
        return byName(uri);
    }

    private static @Nullable String below(Moved moved, String uri) {
        String root = moved.from;
        return !root.isEmpty() && (uri + "/").startsWith(root + "/") ? join(moved, uri.substring(root.length())) : null;
    }

    private static @Nullable String join(Moved moved, String rest) {
        return climbs(rest) ? null : moved.to + rest;
    }

    private static boolean climbs(String path) {
        return ("/" + path + "/").contains("/../") || path.indexOf('%') >= 0;
    }

    /** By the id in the path: stores that were copied name folders of another machine. */
    private @Nullable String byName(String uri) {
        Matcher matcher = OF_RUN.matcher(uri);
        if (!matcher.find()) {
            return null;
        }
        String id = matcher.group(1);
        Moved moved = models.getOrDefault(id, runs.get(id));
        String rest = matcher.group(2) == null ? "" : matcher.group(2);
        return moved == null ? null : join(moved, rest);
    }
}
