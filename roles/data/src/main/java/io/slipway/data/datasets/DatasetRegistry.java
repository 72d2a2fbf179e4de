package io.slipway.data.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.slipway.data.api.DatasetVersion;
import io.slipway.data.api.Datasets;
import io.slipway.data.api.NewDatasetVersion;
import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides about versions of datasets and keeps them. */
public final class DatasetRegistry implements Datasets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,249}");
    private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._=+/-]{3,127}");
    private static final int MAX_COLUMNS = 10_000;
    private static final int MAX_TEXT = 4_096;
    private static final String COLUMNS =
            "name, version, digest, size, files, row_count, path, source, schema, profile, created, actor";

    private final Database database;
    private final InstantSource clock;

    public DatasetRegistry(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param created whether the version is new */
    record Recorded(DatasetVersion version, boolean created) {}

    /** A dataset with its newest version. */
    record Dataset(String name, int versions, DatasetVersion latest, long updated) {}

    @Override
    public DatasetVersion record(String workspace, String name, NewDatasetVersion version, Actor actor) {
        return put(workspace, name, version, actor).version();
    }

    Recorded put(String workspace, String name, NewDatasetVersion version, Actor actor) {
        check(name, version);
        return database.write(tx -> {
            Optional<DatasetVersion> same = byDigest(tx, workspace, name, version.digest());
            return same.map(v -> new Recorded(v, false))
                    .orElseGet(() -> new Recorded(insert(tx, workspace, name, version, actor), true));
        });
    }

    private static void check(String name, NewDatasetVersion version) {
        if (!NAME.matcher(name).matches()) {
            throw SlipwayException.invalid(
                    "the name of a dataset has letters, digits and . _ - /, starts with a letter or digit and is at "
                            + "most 250 characters long");
        }
        if (!DIGEST.matcher(version.digest()).matches()) {
            throw SlipwayException.invalid("'digest' must be a hash of 4 to 128 characters, such as DVC's md5");
        }
        atLeastZero("size", version.size());
        atLeastZero("files", version.files());
        atLeastZero("rows", version.rows());
        bounded("path", version.path());
        bounded("source", version.source());
        var schema = version.schema();
        var profile = version.profile();
        if ((schema != null && schema.size() > MAX_COLUMNS)
                || (profile != null && profile.columns().size() > MAX_COLUMNS)) {
            throw SlipwayException.invalid("a dataset has at most " + MAX_COLUMNS + " columns");
        }
    }

    private static void atLeastZero(String name, @Nullable Long number) {
        if (number != null && number < 0) {
            throw SlipwayException.invalid("'" + name + "' must be at least 0");
        }
    }

    private static void bounded(String name, @Nullable String text) {
        if (text != null && text.length() > MAX_TEXT) {
            throw SlipwayException.invalid("'" + name + "' is longer than " + MAX_TEXT + " characters");
        }
    }

    private DatasetVersion insert(Tx tx, String workspace, String name, NewDatasetVersion v, Actor actor) {
        long now = clock.millis();
        int number = 1
                + tx.one(
                                "SELECT latest FROM datasets WHERE workspace = ? AND name = ?",
                                r -> (int) r.integer(1),
                                workspace,
                                name)
                        .orElse(0);
        if (number == 1) {
            tx.update(
                    "INSERT INTO datasets (workspace, name, latest, updated) VALUES (?, ?, ?, ?)",
                    workspace,
                    name,
                    number,
                    now);
        } else {
            tx.update(
                    "UPDATE datasets SET latest = ?, updated = ? WHERE workspace = ? AND name = ?",
                    number,
                    now,
                    workspace,
                    name);
        }
        DatasetVersion made = new DatasetVersion(
                name,
                number,
                v.digest(),
                v.size(),
                v.files(),
                v.rows(),
                v.path(),
                v.source(),
                v.schema(),
                v.profile(),
                now,
                actor.toString());
        tx.update(
                "INSERT INTO dataset_versions (workspace, " + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                workspace,
                name,
                number,
                v.digest(),
                v.size(),
                v.files(),
                v.rows(),
                v.path(),
                v.source(),
                v.schema() == null ? null : Json.write(v.schema()),
                v.profile() == null ? null : Json.write(v.profile()),
                now,
                actor.toString());
        var data = Json.object().put("dataset", name).put("version", number).put("digest", v.digest());
        put(data, "size", v.size());
        put(data, "rows", v.rows());
        tx.emit(new NewEvent("dataset.version_created", "datasets/" + name, actor, workspace, data));
        return made;
    }

    private static void put(com.fasterxml.jackson.databind.node.ObjectNode data, String name, @Nullable Long number) {
        if (number != null) {
            data.put(name, number.longValue());
        }
    }

    @Override
    public Optional<DatasetVersion> find(String workspace, String name, String digest) {
        return database.read(query -> byDigest(query, workspace, name, digest));
    }

    private static Optional<DatasetVersion> byDigest(Query query, String workspace, String name, String digest) {
        return query.one(
                "SELECT " + COLUMNS + " FROM dataset_versions WHERE workspace = ? AND name = ? AND digest = ?",
                DatasetRegistry::version,
                workspace,
                name,
                digest);
    }

    /** Datasets by name, from the one after {@code after} on. */
    List<Dataset> list(String workspace, String after, int limit) {
        return database.read(query -> query.list(
                "SELECT v.name, v.version, v.digest, v.size, v.files, v.row_count, v.path, v.source, v.schema, v.profile, "
                        + "v.created, v.actor, d.updated FROM datasets d JOIN dataset_versions v "
                        + "ON v.workspace = d.workspace AND v.name = d.name AND v.version = d.latest "
                        + "WHERE d.workspace = ? AND d.name > ? ORDER BY d.name LIMIT ?",
                r -> new Dataset(r.text(1), (int) r.integer(2), version(r), r.integer(13)),
                workspace,
                after,
                limit));
    }

    /** Versions from the newest on, below {@code before}. */
    List<DatasetVersion> versions(String workspace, String name, int before, int limit) {
        return database.read(query -> {
            if (query.one("SELECT 1 FROM datasets WHERE workspace = ? AND name = ?", r -> true, workspace, name)
                    .isEmpty()) {
                throw SlipwayException.notFound("there is no dataset '" + name + "'");
            }
            return query.list(
                    "SELECT " + COLUMNS + " FROM dataset_versions WHERE workspace = ? AND name = ? AND version < ? "
                            + "ORDER BY version DESC LIMIT ?",
                    DatasetRegistry::version,
                    workspace,
                    name,
                    before,
                    limit);
        });
    }

    private static DatasetVersion version(Row r) {
        return new DatasetVersion(
                r.text(1),
                (int) r.integer(2),
                r.text(3),
                r.integerOrNull(4),
                r.integerOrNull(5),
                r.integerOrNull(6),
                r.textOrNull(7),
                r.textOrNull(8),
                parse(r.textOrNull(9), new TypeReference<List<NewDatasetVersion.Field>>() {}),
                parse(r.textOrNull(10), new TypeReference<NewDatasetVersion.Profile>() {}),
                r.integer(11),
                r.text(12));
    }

    private static <T> @Nullable T parse(@Nullable String json, TypeReference<T> type) {
        try {
            return json == null ? null : Json.lenient().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new SlipwayException(ErrorCode.DATA_CORRUPT, "a dataset's schema or profile cannot be read", e);
        }
    }
}
