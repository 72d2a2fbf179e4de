package io.slipway.storage.embedded;

import io.slipway.storage.DatabaseContract;
import io.slipway.storage.Storage;
import java.nio.file.Path;
import java.time.InstantSource;

class EmbeddedDatabaseTest extends DatabaseContract {
    @Override
    protected Storage open(Path home) {
        return EmbeddedStorage.open(home, InstantSource.system());
    }
}
