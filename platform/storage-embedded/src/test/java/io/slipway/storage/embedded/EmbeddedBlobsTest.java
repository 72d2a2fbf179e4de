package io.slipway.storage.embedded;

import io.slipway.storage.BlobsContract;
import io.slipway.storage.Storage;
import java.nio.file.Path;
import java.time.InstantSource;

class EmbeddedBlobsTest extends BlobsContract {
    @Override
    protected Storage open(Path home) {
        return EmbeddedStorage.open(home, InstantSource.system(), Options.DEFAULT.withRetryMillis(10, 100));
    }
}
