package io.slipway.tracking.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
        routes.json(
                Method.GET,
                "2.0/mlflow/gateway-proxy",
                "getGatewayEndpoints",
                "Endpoints of a gateway for language models: none",
                Permission.PUBLIC,
                (m, r) -> withList("endpoints"));
        routes.json(
                Method.GET,
                "3.0/mlflow/ui-telemetry",
                "getUiTelemetry",
                "What MLflow's UI may report: nothing",
                Permission.PUBLIC,
                (m, r) -> withList("disable_ui_events")
                        .put("disable_ui_telemetry", true)
                        .put("ui_rollout_percentage", 0));
        routes.json(
                Method.POST,
                "3.0/mlflow/ui-telemetry",
                "dropUiTelemetry",
                "Takes nothing",
                Permission.PUBLIC,
                (m, r) -> Json.object().put("status", "disabled"));
    }

    private static ObjectNode withList(String name) {
        ObjectNode object = Json.object();
        object.putArray(name);
        return object;
    }
}
