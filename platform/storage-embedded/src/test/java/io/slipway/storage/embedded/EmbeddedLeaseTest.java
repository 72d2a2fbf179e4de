package io.slipway.storage.embedded;

import io.slipway.storage.LeaseContract;
import io.slipway.storage.Storage;
import java.nio.file.Path;
import java.time.InstantSource;

class EmbeddedLeaseTest extends LeaseContract {
    @Override
    protected Storage open(Path home) {
        return EmbeddedStorage.open(home, InstantSource.system(), Options.DEFAULT.withRetryMillis(10, 100));
    }
}
