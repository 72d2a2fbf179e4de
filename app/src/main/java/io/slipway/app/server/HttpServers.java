package io.slipway.app.server;

import io.slipway.app.config.ServerConfig;
import io.slipway.http.Endpoint;
import io.slipway.http.HttpServer;
import io.slipway.http.RequestMeter;
import io.slipway.serving.openinference.OpenInferenceErrors;
import io.slipway.tracking.wire.MlflowErrors;
import java.util.List;

/** The two HTTP ports. */
final class HttpServers {
    private HttpServers() {}

    static HttpServer control(ServerConfig config, SlipwayServer.Guard guard, RequestMeter meter, List<Endpoint> rows) {
        var builder = guarded(config, guard, meter, rows).port(config.port());
        for (String prefix : List.of("/api/2.0/", "/api/3.0/", "/ajax-api/")) {
            builder.unknownRoutes(prefix, MlflowErrors.FORMAT);
        }
        return builder.start();
    }

    static HttpServer inference(
            ServerConfig config, SlipwayServer.Guard guard, RequestMeter meter, List<Endpoint> rows) {
        return guarded(config, guard, meter, rows)
                .port(config.serving().http().port())
                .unknownRoutes("/v2", OpenInferenceErrors.FORMAT)
                .start();
    }

    private static HttpServer.Builder guarded(
            ServerConfig config, SlipwayServer.Guard guard, RequestMeter meter, List<Endpoint> rows) {
        var builder = HttpServer.builder()
                .host(config.host())
                .endpoints(rows)
                .meter(meter)
                .authorizer(guard.authorizer());
        if (guard.tls() != null) {
            builder.tls(guard.tls());
        }
        if (!guard.onlyForHosts().isEmpty()) {
            builder.onlyForHosts(guard.onlyForHosts());
        }
        return builder;
    }
}
