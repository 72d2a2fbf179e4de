package io.slipway.tracking.wire;

import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.kernel.Json;

/** What MLflow's clients ask about the server before their first call. */
public final class ServerInfo {
    private ServerInfo() {}

    public static void addTo(MlflowRoutes routes) {
        routes.json(
                Method.GET,
                "3.0/mlflow/server-info",
                "getServerInfo",
                "What the server can do",
                Permission.PUBLIC,
                (m, r) -> {
                    var info = Json.object()
                            .put("store_type", "SqlStore")
                            .put("workspaces_enabled", false)
                            .put("trace_archival_enabled", false)
                            .put("multipart_uploads_enabled", false)
                            .put("multipart_downloads_enabled", false);
                    info.putObject("features_enabled").put("gateway", false);
                    return info;
                });
    }
}
