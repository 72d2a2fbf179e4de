package io.slipway.tracking.wire;

import io.slipway.http.Endpoint;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;

/** MLflow's workspaces by header: there is one, and a call for another is refused rather than done in the wrong one. */
public final class Workspaces {
    private static final String HEADER = "X-MLFLOW-WORKSPACE";

    private Workspaces() {}

    /** The same endpoint, refusing calls for another workspace first. What is public tells nothing of any workspace. */
    public static Endpoint guarded(Endpoint endpoint) {
        if (endpoint.permission() == Permission.PUBLIC || !(endpoint.action() instanceof Endpoint.Blocking blocking)) {
            return endpoint;
        }
        return new Endpoint(
                endpoint.operation(),
                endpoint.method(),
                endpoint.path(),
                endpoint.summary(),
                endpoint.permission(),
                endpoint.limits(),
                endpoint.request(),
                endpoint.response(),
                endpoint.errors(),
                new Endpoint.Blocking(request -> {
                    refuseOther(request);
                    return blocking.handler().handle(request);
                }));
    }

    private static void refuseOther(Request request) {
        String asked = request.header(HEADER).orElse("").strip();
        if (!asked.isEmpty() && !asked.equals(NewEvent.DEFAULT_WORKSPACE)) {
            throw SlipwayException.invalid("There is no workspace '" + Names.shown(asked) + "': this server has only '"
                    + NewEvent.DEFAULT_WORKSPACE + "'. Leave the header " + HEADER + " out.");
        }
    }
}
