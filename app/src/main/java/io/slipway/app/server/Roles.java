package io.slipway.app.server;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.slipway.app.config.ServerConfig;
import io.slipway.data.DataRole;
import io.slipway.http.Endpoint;
import io.slipway.http.Health;
import io.slipway.http.OutboundHttp;
import io.slipway.inference.ModelLoader;
import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.config.LoadedConfig;
import io.slipway.monitoring.MonitoringRole;
import io.slipway.operations.OperationsRole;
import io.slipway.operations.system.SystemResource.RoleState;
import io.slipway.serving.ServingRole;
import io.slipway.serving.ServingSettings;
import io.slipway.serving.api.InferenceSink;
import io.slipway.serving.api.InstanceReports;
import io.slipway.serving.remote.ControlPlane;
import io.slipway.serving.remote.RemoteInferenceSink;
import io.slipway.serving.remote.RemoteInstanceReports;
import io.slipway.serving.remote.RemoteModelSource;
import io.slipway.storage.Storage;
import io.slipway.tracking.TrackingRole;
import io.slipway.tracking.TrackingSettings;
import io.slipway.tracking.api.ModelSource;
import io.slipway.training.TrainingRole;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology: which roles there are in this process, what each is given, and where what it needs is when it
 * runs apart. Nothing else in Slipway asks which roles run together.
 *
 * <pre>
 *   data ── tracking ── training        control plane: one database, one process
 *              │  ▲         ▲
 *     aliases, │  │ moves   │ alerts
 *     files    ▼  │         │
 *           serving ───► monitoring     serving: with them, or anywhere, over HTTP
 *                  predictions
 * </pre>
 */
final class Roles implements AutoCloseable {
    private final List<Endpoint> controlEndpoints = new ArrayList<>();
    private final List<Endpoint> inferenceEndpoints = new ArrayList<>();
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final List<Runnable> starting = new ArrayList<>();
    private @Nullable ServingRole serving;

    private Roles() {}

    /** What every role may be given. */
    record Surroundings(
            LoadedConfig<ServerConfig> loaded,
            Path home,
            InstantSource clock,
            Health health,
            PrometheusRegistry metrics,
            Supplier<String> controlUrl,
            Supplier<String> inferenceUrl,
            Installation installation) {
        ServerConfig config() {
            return loaded.value();
        }
    }

    /** All roles in this process: neighbours call each other directly. */
    static Roles together(Storage storage, Surroundings s) {
        var roles = new Roles();
        var control = roles.control(storage, s);
        roles.serving(s, control.models, control.sink, control.reports);
        return roles;
    }

    /** The control plane alone: serving instances come over HTTP. */
    static Roles controlPlane(Storage storage, Surroundings s) {
        var roles = new Roles();
        roles.control(storage, s);
        return roles;
    }

    /** Serving alone: the control plane is elsewhere. */
    static Roles servingOnly(Surroundings s) {
        var roles = new Roles();
        ServerConfig.ControlPlane elsewhere = s.config().controlPlane();
        if (elsewhere.url() == null) {
            throw SlipwayException.invalid("serving alone needs the control plane: give --control-plane-url, e.g."
                    + " --control-plane-url=http://127.0.0.1:5000");
        }
        var control = roles.closed(new ControlPlane(uri(elsewhere.url()), authorization(elsewhere)));
        var sink = roles.closed(new RemoteInferenceSink(control, 1 << 16));
        var reports = roles.closed(new RemoteInstanceReports(control));
        roles.serving(s, new RemoteModelSource(control), sink, reports);
        return roles;
    }

    private record Control(ModelSource models, InferenceSink sink, InstanceReports reports) {}

    private Control control(Storage storage, Surroundings s) {
        var database = storage.database();
        var data = closed(new DataRole(database, s.clock));
        var tracking = closed(new TrackingRole(
                storage,
                s.clock,
                new TrackingSettings(
                        s.config().tracking().trash().retention(),
                        s.config().tracking().trash().reuseNames(),
                        webhookTargets(s.config().tracking().webhooks()),
                        webhookKey(s))));
        var training = closed(new TrainingRole(
                storage,
                tracking.modelSource(),
                tracking.aliases(),
                data.datasets(),
                s.installation.trainingSettings(s.home, s.controlUrl),
                s.clock));
        var monitoring = closed(new MonitoringRole(
                database, storage.blobs(), tracking.modelSource(), s.clock, s.metrics, s.inferenceUrl));
        var operations = new OperationsRole(storage.events(), this::states, s.loaded.entries());

        controlEndpoints.addAll(data.endpoints());
        controlEndpoints.addAll(tracking.endpoints());
        controlEndpoints.addAll(training.endpoints());
        controlEndpoints.addAll(monitoring.endpoints());
        controlEndpoints.addAll(operations.endpoints());
        starting.add(tracking::start);
        starting.add(training::start);
        starting.add(monitoring::start);
        return new Control(tracking.modelSource(), monitoring.inferenceSink(), monitoring.instanceReports());
    }

    private void serving(Surroundings s, ModelSource models, InferenceSink sink, InstanceReports reports) {
        var configured = s.config().serving();
        var settings = new ServingSettings(
                s.home.resolve("serving"),
                configured.instance() == null ? s.installation.hostName() : configured.instance(),
                s.inferenceUrl,
                Runtime.getRuntime().availableProcessors(),
                1024,
                configured.maxBody().bytes(),
                s.installation.version());
        var role = closed(new ServingRole(settings, models, ModelLoader::load, sink, reports, s.clock));
        serving = role;
        inferenceEndpoints.addAll(role.inferenceEndpoints());
        s.metrics.register(role.metrics());
        s.health.add("serving", () -> role.notReady().orElse(null));
        starting.add(role::start);
    }

    /** The control roles are up when they are constructed; serving says itself what it waits for. */
    private List<RoleState> states() {
        return Arrays.stream(Role.values()).map(this::state).toList();
    }

    private RoleState state(Role role) {
        ServingRole here = serving;
        String problem = role == Role.SERVING && here != null ? here.notReady().orElse(null) : null;
        String state = role == Role.SERVING && here == null ? "ELSEWHERE" : problem == null ? "RUNNING" : "NOT_READY";
        return new RoleState(role.title(), state, role.summary(), problem);
    }

    private <T extends AutoCloseable> T closed(T part) {
        closing.push(part);
        return part;
    }

    List<Endpoint> controlEndpoints() {
        return controlEndpoints;
    }

    List<Endpoint> inferenceEndpoints() {
        return inferenceEndpoints;
    }

    /** Begins following, watching and running, now that the ports are known. */
    void start() {
        starting.forEach(Runnable::run);
    }

    /** Says "not ready" while going on to answer. */
    void drain() {
        if (serving != null) {
            serving.drain();
        }
    }

    /** In the opposite order of opening. */
    @Override
    public void close() throws Exception {
        for (AutoCloseable part : closing) {
            part.close();
        }
    }

    private static OutboundHttp.Policy webhookTargets(ServerConfig.Webhooks webhooks) {
        List<String> inside = webhooks.privateTargets();
        return inside == null
                ? OutboundHttp.Policy.PUBLIC_HTTPS
                : OutboundHttp.Policy.PUBLIC_HTTPS.andOrigins("tracking.webhooks.private-targets", inside);
    }

    private static Path webhookKey(Surroundings s) {
        Path configured = s.config().tracking().webhooks().secretKeyFile();
        return configured == null ? s.home.resolve("keys").resolve("webhooks.key") : configured;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw SlipwayException.invalid("control_plane.url is '" + text + "', which is no URL");
        }
    }

    private static @Nullable String authorization(ServerConfig.ControlPlane c) {
        if (c.password() == null) {
            return null;
        }
        return c.user() == null ? ControlPlane.bearer(c.password()) : ControlPlane.basic(c.user(), c.password());
    }
}
