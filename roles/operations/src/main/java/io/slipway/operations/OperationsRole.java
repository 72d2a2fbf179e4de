package io.slipway.operations;

import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.operations.events.EventsResource;
import io.slipway.storage.EventLog;
import java.util.List;

/** Wiring of the operations role. */
public final class OperationsRole implements AutoCloseable {
    private final EventsResource events;
    private final EndpointTable table = new EndpointTable(ErrorFormat.PROBLEM);

    public OperationsRole(EventLog log) {
        events = new EventsResource(log);
        events.addTo(table);
    }

    public List<Endpoint> endpoints() {
        return table.rows();
    }

    /** Ends the streams of those who follow the events. */
    @Override
    public void close() {
        events.close();
    }
}
