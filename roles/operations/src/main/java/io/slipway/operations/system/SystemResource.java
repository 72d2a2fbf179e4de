package io.slipway.operations.system;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Response;
import io.slipway.kernel.config.LoadedConfig;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The roles with their state, and the effective configuration, over HTTP. */
public final class SystemResource {
    private static final String HIDDEN = "<hidden>";

    private final Supplier<List<RoleState>> roles;
    private final List<LoadedConfig.Entry> configuration;

    /**
     * @param roles asked at each request; must answer fast
     * @param configuration what the server was started with
     */
    public SystemResource(Supplier<List<RoleState>> roles, List<LoadedConfig.Entry> configuration) {
        this.roles = roles;
        this.configuration = List.copyOf(configuration);
    }

    /**
     * A role.
     *
     * @param state RUNNING, NOT_READY, or ELSEWHERE if this process does not have it
     * @param summary what it does
     * @param problem why it is not ready, else null
     */
    public record RoleState(
            String name,
            String state,
            String summary,
            @Nullable String problem) {}

    record RoleList(List<RoleState> roles) {}

    /** @param value as the file would hold it; secrets are hidden; null if it is not set */
    record SettingView(String key, @Nullable String value, String source) {}

    record Configuration(List<SettingView> settings) {}

    public void addTo(EndpointTable table) {
        table.get("/api/slipway/v1/roles", "listRoles", "The roles and their state")
                .needs(Permission.EVENT_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(RoleList.class)
                .by(r -> Response.json(new RoleList(roles.get())));
        table.get("/api/slipway/v1/config", "getConfiguration", "The effective configuration, secrets hidden")
                .needs(Permission.ADMIN)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(Configuration.class)
                .by(r -> Response.json(new Configuration(
                                configuration.stream().map(SystemResource::view).toList()))
                        .with("Cache-Control", "no-store"));
    }

    private static SettingView view(LoadedConfig.Entry entry) {
        String shown = entry.text() == null ? null : entry.secret() ? HIDDEN : entry.text();
        return new SettingView(entry.path(), shown, entry.source());
    }
}
