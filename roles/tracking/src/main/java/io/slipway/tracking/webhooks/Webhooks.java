package io.slipway.tracking.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.http.OutboundHttp;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import io.slipway.tracking.search.Keyset;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Names;
import io.slipway.tracking.wire.PageTokens;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes, changes and finds webhooks. Their secrets are kept as given, because each delivery is signed with them. */
final class Webhooks {
    private static final String COLUMNS = "id, name, description, url, status, created, updated";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final int MAX_URL = 2048;
    private static final int MAX_SECRET = 1000;
    private static final int MAX_DESCRIPTION = 1000;

    private final Database database;
    private final InstantSource clock;
    private final OutboundHttp http;
    private final @Nullable Secrets secrets;

    /** @param secrets null if webhooks have none */
    Webhooks(Database database, InstantSource clock, OutboundHttp http, @Nullable Secrets secrets) {
        this.database = database;
        this.clock = clock;
        this.http = http;
        this.secrets = secrets;
    }

    private Secrets secrets() {
        if (secrets == null) {
            throw new SlipwayException(
                    ErrorCode.NOT_SUPPORTED, "This server has no key to encrypt secrets of webhooks with.");
        }
        return secrets;
    }

    /** The parts to set or change; null leaves as it is. */
    record Fields(
            @Nullable String name,
            @Nullable String description,
            @Nullable String url,
            @Nullable List<Webhook.Topic> events,
            @Nullable String secret,
            @Nullable String status) {}

    Webhook create(Caller caller, Fields fields) {
        check(fields);
        String id = UUID.randomUUID().toString();
        long now = clock.millis();
        return database.write(tx -> {
            tx.update(
                    "INSERT INTO webhooks (id, workspace, name, description, url, secret, status, created, updated)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    caller.workspace(),
                    fields.name,
                    fields.description,
                    fields.url,
                    encrypted(fields.secret, id),
                    fields.status == null ? "ACTIVE" : fields.status,
                    now,
                    now);
            putTopics(tx, id, fields.events);
            tx.emit(caller.event("model.webhook_created", "webhooks/" + id, Map.of("url", String.valueOf(fields.url))));
            return require(tx, caller.workspace(), id);
        });
    }

    private void check(Fields fields) {
        if (fields.name != null && !NAME.matcher(fields.name).matches()) {
            throw SlipwayException.invalid("Webhook name " + Names.quoted(Names.shown(fields.name))
                    + " is invalid. It must start and end with a letter or digit, be less than 63 characters long, and"
                    + " contain only letters, digits, dots (.), underscores (_), and hyphens (-).");
        }
        if (fields.url != null) {
            http.check(Names.longest("url", fields.url, MAX_URL));
        }
        Names.longest("secret", fields.secret == null ? "" : fields.secret, MAX_SECRET);
        Names.longest("description", fields.description == null ? "" : fields.description, MAX_DESCRIPTION);
    }

    private static void putTopics(Tx tx, String id, @Nullable List<Webhook.Topic> topics) {
        if (topics == null || topics.isEmpty()) {
            return;
        }
        tx.update("DELETE FROM webhook_events WHERE webhook = ?", id);
        topics.forEach(topic -> tx.update(
                "INSERT INTO webhook_events (webhook, entity, action) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                id,
                topic.entity(),
                topic.action()));
    }

    Webhook update(Caller caller, String id, Fields fields) {
        check(fields);
        return database.write(tx -> {
            Webhook before = require(tx, caller.workspace(), id);
            tx.update(
                    "UPDATE webhooks SET name = ?, description = ?, url = ?, secret = COALESCE(?, secret), status = ?,"
                            + " updated = ? WHERE id = ?",
                    fields.name == null ? before.name() : fields.name,
                    fields.description == null ? before.description() : fields.description,
                    fields.url == null ? before.url() : fields.url,
                    encrypted(fields.secret, id),
                    fields.status == null ? before.status() : fields.status,
                    clock.millis(),
                    id);
            putTopics(tx, id, fields.events);
            tx.emit(caller.event("model.webhook_changed", "webhooks/" + id, Map.of("name", before.name())));
            return require(tx, caller.workspace(), id);
        });
    }

    void delete(Caller caller, String id) {
        database.write(tx -> {
            Webhook gone = require(tx, caller.workspace(), id);
            tx.update("DELETE FROM webhook_deliveries WHERE webhook = ?", id);
            tx.update("DELETE FROM webhook_events WHERE webhook = ?", id);
            tx.update("DELETE FROM webhooks WHERE id = ?", id);
            tx.emit(caller.event("model.webhook_deleted", "webhooks/" + id, Map.of("name", gone.name())));
            return true;
        });
    }

    Webhook get(String workspace, String id) {
        return database.read(query -> require(query, workspace, id));
    }

    @Nullable
    String secret(String id) {
        return database.read(query ->
                        query.one("SELECT COALESCE(secret, '') FROM webhooks WHERE id = ?", row -> row.text(1), id))
                .filter(text -> !text.isEmpty())
                .map(stored -> secrets().plain(stored, id))
                .orElse(null);
    }

    private @Nullable String encrypted(@Nullable String secret, String id) {
        return secret == null || secret.isEmpty() ? secret : secrets().encrypted(secret, id);
    }

    /** Encrypts what was kept in clear before secrets were encrypted. */
    void encryptOlder() {
        if (secrets == null) {
            return;
        }
        record Clear(String id, String secret) {}
        database.write(tx -> {
            List<Clear> clear = tx
                    .list(
                            "SELECT id, secret FROM webhooks WHERE secret IS NOT NULL AND secret <> ''",
                            row -> new Clear(row.text(1), row.text(2)))
                    .stream()
                    .filter(each -> !Secrets.isEncrypted(each.secret))
                    .toList();
            clear.forEach(each -> tx.update(
                    "UPDATE webhooks SET secret = ? WHERE id = ?", secrets().encrypted(each.secret, each.id), each.id));
            return clear.size();
        });
    }

    private static Webhook require(Query query, String workspace, String id) {
        return query.one(
                        "SELECT " + COLUMNS + " FROM webhooks WHERE id = ? AND workspace = ?",
                        row -> read(query, row),
                        id,
                        workspace)
                .orElseThrow(() -> SlipwayException.notFound("Webhook with ID " + Names.shown(id) + " not found."));
    }

    private static Webhook read(Query query, Row row) {
        String id = row.text(1);
        return new Webhook(
                id,
                row.text(2),
                row.textOrNull(3),
                row.text(4),
                query.list(
                        "SELECT entity, action FROM webhook_events WHERE webhook = ? ORDER BY entity, action",
                        topic -> new Webhook.Topic(topic.text(1), topic.text(2)),
                        id),
                row.text(5),
                row.integer(6),
                row.integer(7));
    }

    /** Newest first. */
    Page<Webhook> list(String workspace, int max, String token) {
        var order = new Keyset().by("created", Keyset.Type.INTEGER, false).by("id", Keyset.Type.TEXT, false);
        List<JsonNode> last = PageTokens.read(workspace, token);
        return database.read(query -> {
            var sql = new Sql()
                    .add("SELECT " + COLUMNS + ", ")
                    .add(order.select())
                    .add(" FROM webhooks WHERE workspace = ?", workspace);
            if (last != null) {
                sql.add(" AND ").add(order.after(last));
            }
            sql.add(order.orderBy()).add(" LIMIT ?", max + 1);
            record Found(Webhook webhook, List<Object> key) {}
            var found = new ArrayList<>(
                    query.list(sql.text(), row -> new Found(read(query, row), order.read(row, 8)), sql.parameters()));
            String next = null;
            if (found.size() > max) {
                found.removeLast();
                next = PageTokens.make(workspace, found.getLast().key);
            }
            return new Page<>(found.stream().map(Found::webhook).toList(), next);
        });
    }
}
