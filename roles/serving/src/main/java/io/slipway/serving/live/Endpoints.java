package io.slipway.serving.live;

import io.slipway.kernel.SlipwayException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The routing table: an immutable map that is replaced as a whole, so that a request sees either the old or the new
 * version and never waits for the change. Replacing is for one thread; finding for any.
 */
public final class Endpoints {
    private volatile Map<String, ModelRoute> routes = Map.of();
    private volatile boolean draining;
    private volatile boolean synced;

    /** The models, by name. */
    public Map<String, ModelRoute> routes() {
        return routes;
    }

    /**
     * The version that answers, with one more user: {@link LiveVersion#release} it.
     *
     * @param version number or alias; null for the live one
     * @throws SlipwayException NOT_FOUND naming what is served, UNAVAILABLE if it could not be loaded
     */
    public LiveVersion acquire(String model, @Nullable String version) {
        while (true) {
            ModelRoute route = route(model);
            LiveVersion found = route.find(version);
            if (found.acquire()) {
                return found;
            }
            Thread.onSpinWait();
        }
    }

    /** @throws SlipwayException NOT_FOUND naming what is served */
    public ModelRoute route(String model) {
        Map<String, ModelRoute> now = routes;
        ModelRoute route = now.get(model);
        if (route == null) {
            throw SlipwayException.notFound("no model '" + model + "' is served here; "
                    + (now.isEmpty()
                            ? "none is: give a registered version an alias"
                            : "served: " + String.join(", ", new TreeMap<>(now).keySet())));
        }
        return route;
    }

    public void put(ModelRoute route) {
        var next = new TreeMap<>(routes);
        next.put(route.model(), route);
        routes = next;
    }

    public void remove(String model) {
        var next = new TreeMap<>(routes);
        next.remove(model);
        routes = next;
    }

    /** The registry has been asked, or the last good set was loaded from disk. */
    public void synced() {
        synced = true;
    }

    /** From now on not ready; what comes is still answered. */
    public void drain() {
        draining = true;
    }

    /** Why traffic should not be sent here, or null if it may. */
    public @Nullable String notReady() {
        if (draining) {
            return "the server is shutting down";
        }
        if (!synced) {
            return "the models are being loaded";
        }
        for (ModelRoute route : routes.values()) {
            if (route.live() == null) {
                return "model '" + route.model() + "' has no version that could be loaded";
            }
        }
        return null;
    }
}
