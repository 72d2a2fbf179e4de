package io.slipway.tracking.wire;

import io.slipway.http.Request;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;

/** MLflow's workspaces by header: there is one, and a call for another is refused rather than done in the wrong one. */
final class Workspaces {
    private static final String HEADER = "X-MLFLOW-WORKSPACE";

    private Workspaces() {}

    static void refuseOther(Request request) {
        String asked = request.header(HEADER).orElse("").strip();
        if (!asked.isEmpty() && !asked.equals(NewEvent.DEFAULT_WORKSPACE)) {
            throw SlipwayException.invalid("There is no workspace '" + Names.shown(asked) + "': this server has only '"
                    + NewEvent.DEFAULT_WORKSPACE + "'. Leave the header " + HEADER + " out.");
        }
    }
}
