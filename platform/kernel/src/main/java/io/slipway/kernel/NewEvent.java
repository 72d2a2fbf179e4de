package io.slipway.kernel;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A change as its author tells it, inside the transaction that makes it. Storage adds id, sequence and time.
 *
 * @param kind noun and past participle, e.g. {@code model.alias_moved}; the noun is one of Slipway's eight
 * @param subject what it happened to, e.g. {@code models/flights-late}
 * @param actor who did it
 * @param workspace the workspace of the subject
 * @param data small JSON object: what a reader needs to act on the event and an auditor needs to see, as
 *     {@code before} and {@code after} where something was replaced. At most 64 kB.
 */
public record NewEvent(String kind, String subject, Actor actor, String workspace, JsonNode data) {
    /** The workspace of everything until someone makes another. */
    public static final String DEFAULT_WORKSPACE = "default";

    public static NewEvent of(String kind, String subject, Actor actor, Object data) {
        return new NewEvent(kind, subject, actor, DEFAULT_WORKSPACE, Json.tree(data));
    }
}
