package io.slipway.tracking.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.storage.Query;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a run holds, for the event that ends it.
 *
 * @param points metric points in all
 * @param digest SHA-256 over the lines {@code m <key> <step> <time> <value>} of the latest points and
 *     {@code p <key> <value>} of the params, each group ordered by key, parts separated by tabs
 */
record RunSummary(long points, long metrics, long params, String digest) {
    static final RunSummary NONE = new RunSummary(0, 0, 0, "");

    static RunSummary of(Query query, long run) {
        MessageDigest sha256 = sha256();
        long points = count(query, "metrics", run);
        long metrics = count(query, "latest_metrics", run);
        long params = count(query, "params", run);
        query.each(
                "SELECT k.name, m.step, m.time, m.value, m.nan FROM latest_metrics m JOIN keys k ON k.id = m.key"
                        + " WHERE m.run = ? ORDER BY k.name",
                row -> line(
                        sha256,
                        "m\t" + row.text(1) + "\t" + row.integer(2) + "\t" + row.integer(3) + "\t"
                                + (row.integer(5) == 1 ? "NaN" : Double.toString(row.real(4)))),
                run);
        query.each(
                "SELECT k.name, p.value FROM params p JOIN keys k ON k.id = p.key WHERE p.run = ? ORDER BY k.name",
                row -> line(sha256, "p\t" + row.text(1) + "\t" + row.text(2)),
                run);
        return new RunSummary(points, metrics, params, HexFormat.of().formatHex(sha256.digest()));
    }

    private static long count(Query query, String table, long run) {
        return query.one("SELECT COUNT(*) FROM " + table + " WHERE run = ?", row -> row.integer(1), run)
                .orElse(0L);
    }

    private static void line(MessageDigest digest, String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode json(long experiment, String name, String status) {
        return Json.object()
                .put("experiment_id", Long.toString(experiment))
                .put("name", name)
                .put("status", status)
                .put("metric_points", points)
                .put("metrics", metrics)
                .put("params", params)
                .put("digest", digest);
    }
}
