package io.slipway.storage.embedded;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One line of the event log: {@code {"sequence":…,"id":…,"time":…,"kind":…,"subject":…,"actor":…,"workspace":…,
 * "data":…,"prev":"…","hash":"…"}}. The hash is the SHA-256 of the line's own bytes without the hash member, that is
 * of <code>{"sequence":…,"prev":"…"}</code>; {@code prev} is the hash of the line before, 64 zeros in the first. So it
 * can be checked with {@code sed} and {@code sha256sum}, and every byte of a line is covered.
 */
record EventRecord(long sequence, String prev, String hash, byte[] line) {
    private static final String BEFORE_HASH = ",\"hash\":\"";
    private static final int HASH_DIGITS = 64;
    private static final int TAIL = BEFORE_HASH.length() + HASH_DIGITS + 2;

    /** The record that follows the one whose hash is {@code prev}. */
    static EventRecord of(StoredEvent event, String prev) {
        StringBuilder json = new StringBuilder(400 + event.data().length());
        json.append("{\"sequence\":").append(event.sequence());
        member(json, "id", event.id());
        json.append(",\"time\":").append(event.time());
        member(json, "kind", event.kind());
        member(json, "subject", event.subject());
        member(json, "actor", event.actor());
        member(json, "workspace", event.workspace());
        json.append(",\"data\":").append(event.data());
        member(json, "prev", prev);
        json.append('}');
        String hash = sha256(json.toString().getBytes(StandardCharsets.UTF_8));
        json.setLength(json.length() - 1);
        json.append(BEFORE_HASH).append(hash).append("\"}");
        return new EventRecord(event.sequence(), prev, hash, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a line without its line feed; null if it is no record or does not match its own hash. */
    static @Nullable EventRecord parse(byte[] line) {
        int bodyEnd = line.length - TAIL;
        if (bodyEnd < 2) {
            return null;
        }
        String tail = new String(line, bodyEnd, TAIL, StandardCharsets.ISO_8859_1);
        if (!tail.startsWith(BEFORE_HASH) || !tail.endsWith("\"}")) {
            return null;
        }
        byte[] body = java.util.Arrays.copyOf(line, bodyEnd + 1);
        body[bodyEnd] = '}';
        String hash = tail.substring(BEFORE_HASH.length(), BEFORE_HASH.length() + HASH_DIGITS);
        if (!sha256(body).equals(hash)) {
            return null;
        }
        try {
            JsonNode json = Json.parse(new String(body, StandardCharsets.UTF_8));
            JsonNode sequence = json.path("sequence");
            JsonNode prev = json.path("prev");
            return sequence.canConvertToLong() && prev.isTextual()
                    ? new EventRecord(sequence.asLong(), prev.asText(), hash, line)
                    : null;
        } catch (SlipwayException e) {
            return null;
        }
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, json);
        json.append('"');
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
