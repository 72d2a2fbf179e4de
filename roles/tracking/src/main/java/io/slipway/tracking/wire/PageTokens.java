package io.slipway.tracking.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opaque page tokens that hold the sort key of the last row and a mark of the question, so that a following page begins
 * where the last one ended whatever was added meanwhile, and a token of another question is refused.
 */
public final class PageTokens {
    private PageTokens() {}

    /** @param question everything that decides filter and order */
    public static String make(Object question, List<?> sortKey) {
        var json = Json.object().put("q", question.hashCode());
        json.set("k", Json.tree(sortKey));
        return Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The sort key in {@code token}, null for an empty one. */
    public static @Nullable List<JsonNode> read(Object question, String token) {
        if (token.isEmpty()) {
            return null;
        }
        try {
            JsonNode json = Json.lenient().readTree(Base64.getUrlDecoder().decode(token));
            if (json.path("k").isArray() && json.path("q").asInt() == question.hashCode()) {
                return List.copyOf(json.path("k").valueStream().toList());
            }
        } catch (IllegalArgumentException | IOException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static SlipwayException invalid() {
        return SlipwayException.invalid(
                "Invalid page token: it does not belong to this search. Start again without page_token.");
    }
}
