package io.slipway.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Named checks of whether this process can do its work. Safe for use by several threads. */
public final class Health {
    private final Map<String, Check> checks = new LinkedHashMap<>();

    /** A check; must answer fast (cached state, no calls to others that may hang). */
    @FunctionalInterface
    public interface Check {
        /** What is wrong, in a few words that may be shown to anyone; null if all is well. */
        @Nullable
        String problem();
    }

    /** Adds or replaces a check. */
    public synchronized void add(String name, Check check) {
        checks.put(name, check);
    }

    public synchronized void remove(String name) {
        checks.remove(name);
    }

    /** Name → problem, in the order of adding; the empty string means well. */
    public Map<String, String> results() {
        Map<String, Check> asked;
        synchronized (this) {
            asked = new LinkedHashMap<>(checks);
        }
        Map<String, String> results = new LinkedHashMap<>();
        asked.forEach((name, check) -> results.put(name, ask(check)));
        return results;
    }

    private static String ask(Check check) {
        try {
            String problem = check.problem();
            return problem == null ? "" : problem;
        } catch (RuntimeException e) {
            return "the check failed: " + e.getClass().getSimpleName();
        }
    }
}
