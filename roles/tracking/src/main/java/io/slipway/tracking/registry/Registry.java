package io.slipway.tracking.registry;

import io.slipway.http.EndpointTable;
import io.slipway.storage.Database;
import io.slipway.tracking.api.Aliases;
import io.slipway.tracking.api.ModelSource;
import io.slipway.tracking.artifacts.ArtifactStore;
import io.slipway.tracking.wire.MlflowRoutes;
import java.time.InstantSource;

/** The wiring of the model registry. */
public final class Registry {
    private final AliasMoves aliases;
    private final ModelVersions versions;
    private final ServedModels served;
    private final RegisteredModelsResource modelsResource;
    private final ModelVersionsResource versionsResource;
    private final ServedResource servedResource;

    public Registry(Database database, InstantSource clock, ArtifactStore store) {
        var signal = new ChangeSignal();
        this.aliases = new AliasMoves(database, clock, signal);
        var models = new RegisteredModels(database, clock, aliases);
        this.versions = new ModelVersions(database, clock, aliases);
        var search = new RegistrySearch(database);
        this.served = new ServedModels(database, store, versions, signal);
        this.modelsResource = new RegisteredModelsResource(models, versions, aliases, search);
        this.versionsResource = new ModelVersionsResource(versions, search);
        this.servedResource = new ServedResource(served, aliases);
    }

    /** Where the files of a version are; NOT_FOUND if there is no such version. */
    public String location(String workspace, String name, String version) {
        return versions.location(workspace, name, RegistryRows.number(version));
    }

    /**
     * @param mlflow MLflow's calls
     * @param slipway Slipway's own
     */
    public void addTo(MlflowRoutes mlflow, EndpointTable slipway) {
        modelsResource.addTo(mlflow);
        versionsResource.addTo(mlflow);
        servedResource.addTo(slipway);
    }

    public Aliases aliases() {
        return aliases;
    }

    public ModelSource modelSource() {
        return served;
    }
}
