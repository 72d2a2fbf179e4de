package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.embedded.MigrationScripts.Script;
import java.io.Reader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables of each role up to date with Flyway. Its own check of an up-to-date database costs several
 * hundred milliseconds at start, so the history table is compared here first, and Flyway is only loaded when a script
 * is to be run.
 */
final class Migrations {
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final SqlEngine engine;

    Migrations(SqlEngine engine) {
        this.engine = engine;
    }

    void run(String role) {
        if (!ROLE.matcher(role).matches()) {
            throw new IllegalArgumentException("not the name of a role: " + role);
        }
        List<Script> scripts = MigrationScripts.of(role, engine);
        if (scripts.isEmpty()) {
            throw new SlipwayException(ErrorCode.INTERNAL, "there are no migration scripts db/" + role + "/V…sql");
        }
        String history = role + "_schema_history";
        if (compare(role, applied(history), scripts)) {
            migrate(role, history, scripts);
        }
    }

    /** What the history table says of a script that was run. */
    private record Applied(int version, int checksum, boolean success) {}

    private List<Applied> applied(String history) {
        List<Applied> applied = new ArrayList<>();
        try (Connection connection = engine.migrations().getConnection()) {
            if (!exists(connection, history)) {
                return applied;
            }
            try (PreparedStatement select = connection.prepareStatement("SELECT version, checksum, success FROM "
                            + history + " WHERE type = 'SQL' ORDER BY installed_rank");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    applied.add(new Applied(rows.getInt(1), rows.getInt(2), rows.getBoolean(3)));
                }
            }
        } catch (SQLException e) {
            throw engine.translate(e);
        }
        return applied;
    }

    private boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(engine.tableExists())) {
            select.setString(1, table);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** True if scripts are left to run. */
    private static boolean compare(String role, List<Applied> applied, List<Script> scripts) {
        for (int i = 0; i < applied.size(); i++) {
            Applied done = applied.get(i);
            if (i >= scripts.size() || done.version() > scripts.getLast().version()) {
                throw corrupt("the tables of " + role + " are at version " + done.version()
                        + ", newer than this Slipway knows ("
                        + scripts.getLast().version()
                        + "); start the newer Slipway, or restore a backup from before");
            }
            Script script = scripts.get(i);
            if (!done.success()) {
                throw corrupt("version " + done.version() + " of the tables of " + role
                        + " was left half done; restore a backup from before");
            }
            if (done.version() != script.version() || done.checksum() != script.checksum()) {
                throw corrupt(
                        "the script " + script.fileName() + " of " + role
                                + " is not the one that made these tables; use the Slipway release that made them, or restore a backup");
            }
        }
        return applied.size() < scripts.size();
    }

    private void migrate(String role, String history, List<Script> scripts) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(engine.migrations())
                    .table(history)
                    .resourceProvider(new Given(scripts))
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new SlipwayException(
                    ErrorCode.INTERNAL,
                    "cannot bring the tables of " + role
                            + " up to date; nothing of the failed script was kept. The log has the reason",
                    e);
        }
    }

    private static SlipwayException corrupt(String message) {
        return new SlipwayException(ErrorCode.DATA_CORRUPT, message);
    }

    /** Hands Flyway the scripts, so that it scans nothing. */
    private record Given(List<Script> scripts) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return scripts.stream()
                    .filter(script -> script.path().equals(name))
                    .map(Resource::new)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return scripts.stream()
                    .filter(script -> script.fileName().startsWith(prefix)
                            && List.of(suffixes).stream().anyMatch(script.fileName()::endsWith))
                    .<LoadableResource>map(Resource::new)
                    .toList();
        }
    }

    private static final class Resource extends LoadableResource {
        private final Script script;

        Resource(Script script) {
            this.script = script;
        }

        @Override
        public Reader read() {
            return new StringReader(script.text());
        }

        @Override
        public String getAbsolutePath() {
            return script.path();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return script.path();
        }

        @Override
        public String getFilename() {
            return script.fileName();
        }

        @Override
        public String getRelativePath() {
            return script.path();
        }
    }
}
