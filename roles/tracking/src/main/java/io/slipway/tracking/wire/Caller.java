package io.slipway.tracking.wire;

import io.slipway.http.Request;
import io.slipway.kernel.Actor;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;

/** Who asks, and in which workspace. */
public record Caller(Actor actor, String workspace) {
    public static Caller of(Request request) {
        return new Caller(request.actor(), request.workspace());
    }

    /** An event of this caller. */
    public NewEvent event(String kind, String subject, Object data) {
        return new NewEvent(kind, subject, actor, workspace, Json.tree(data));
    }
}
