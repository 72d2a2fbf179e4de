package io.slipway.monitoring.monitors;

import io.slipway.kernel.Actor;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Row;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps the declared monitors. */
public final class Monitors {
    private static final String SELECT = "SELECT workspace, name, definition, created, updated FROM monitors ";

    private final Database database;
    private final InstantSource clock;
    private volatile List<Monitor> all = List.of();

    public Monitors(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Reads what is stored; call once at start. */
    public void load() {
        all = database.read(q -> q.list(SELECT + "ORDER BY workspace, name", Monitors::map));
    }

    private static Monitor map(Row row) {
        return new Monitor(
                row.text(1),
                row.text(2),
                Json.read(row.text(3), MonitorDefinition.class),
                row.integer(4),
                row.integer(5));
    }

    public List<Monitor> all() {
        return all;
    }

    /** Models whose predictions somebody wants to see kept. */
    public Set<String> models() {
        return all.stream().map(m -> m.definition().model()).collect(Collectors.toUnmodifiableSet());
    }

    /** @throws SlipwayException NOT_FOUND naming the monitors that exist */
    public Monitor get(String workspace, String name) {
        return all.stream()
                .filter(m -> m.workspace().equals(workspace) && m.name().equals(name))
                .findFirst()
                .orElseThrow(() -> SlipwayException.notFound("no monitor '" + name + "'; there are "
                        + all.stream().map(Monitor::name).toList()));
    }

    /** Makes the monitor what {@code definition} says; the same definition again changes nothing. */
    public synchronized Monitor put(String workspace, String name, MonitorDefinition definition, Actor actor) {
        definition.check(name);
        var before = all.stream()
                .filter(m -> m.workspace().equals(workspace) && m.name().equals(name))
                .findFirst();
        if (before.isPresent() && before.get().definition().equals(definition)) {
            return before.get();
        }
        long now = clock.millis();
        database.write(tx -> {
            tx.update(
                    "INSERT INTO monitors (workspace, name, model, definition, created, updated) VALUES (?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT (workspace, name) DO UPDATE SET model = excluded.model,"
                            + " definition = excluded.definition, updated = excluded.updated",
                    workspace,
                    name,
                    definition.model(),
                    Json.write(definition),
                    now,
                    now);
            tx.emit(new NewEvent(
                    "monitor.configured",
                    "monitors/" + name,
                    actor,
                    workspace,
                    Json.tree(Map.of(
                            "before",
                            before.map(Monitor::definition).<Object>map(d -> d).orElse(Map.of()),
                            "after",
                            definition))));
            return 0;
        });
        load();
        return get(workspace, name);
    }
}
