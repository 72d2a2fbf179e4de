package io.slipway.data;

import io.slipway.data.api.Datasets;
import io.slipway.data.datasets.DatasetRegistry;
import io.slipway.data.datasets.DatasetsResource;
import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.storage.Database;
import java.time.InstantSource;
import java.util.List;

/** The registry of datasets, wired. */
public final class DataRole implements AutoCloseable {
    private final DatasetRegistry datasets;

    public DataRole(Database database, InstantSource clock) {
        database.migrate("data");
        this.datasets = new DatasetRegistry(database, clock);
    }

    /** Routes of the control plane. */
    public List<Endpoint> endpoints() {
        EndpointTable table = new EndpointTable(ErrorFormat.PROBLEM);
        new DatasetsResource(datasets).addTo(table);
        return table.rows();
    }

    public Datasets datasets() {
        return datasets;
    }

    /** Nothing runs by itself in this role. */
    public void start() {}

    @Override
    public void close() {}
}
