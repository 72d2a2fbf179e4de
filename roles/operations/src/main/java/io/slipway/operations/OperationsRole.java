package io.slipway.operations;

import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.kernel.config.LoadedConfig;
import io.slipway.operations.events.EventsResource;
import io.slipway.operations.system.SystemResource;
import io.slipway.operations.system.SystemResource.RoleState;
import io.slipway.storage.EventLog;
import java.util.List;
import java.util.function.Supplier;

/** Wiring of the operations role. */
public final class OperationsRole {
    private final EndpointTable table = new EndpointTable(ErrorFormat.PROBLEM);

    /**
     * @param roles the state of all roles, asked at each request
     * @param configuration what the server was started with
     */
    public OperationsRole(EventLog log, Supplier<List<RoleState>> roles, List<LoadedConfig.Entry> configuration) {
        new EventsResource(log).addTo(table);
        new SystemResource(roles, configuration).addTo(table);
    }

    public List<Endpoint> endpoints() {
        return table.rows();
    }
}
