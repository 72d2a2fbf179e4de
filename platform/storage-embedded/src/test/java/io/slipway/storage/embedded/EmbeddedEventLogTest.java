package io.slipway.storage.embedded;

import io.slipway.storage.EventLogContract;
import io.slipway.storage.Storage;
import java.nio.file.Path;
import java.time.InstantSource;

class EmbeddedEventLogTest extends EventLogContract {
    @Override
    protected Storage open(Path home) {
        return EmbeddedStorage.open(home, InstantSource.system(), Options.DEFAULT.withRetryMillis(10, 100));
    }
}
