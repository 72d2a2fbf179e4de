package io.slipway.storage.postgres;

import io.slipway.storage.EventLogContract;
import io.slipway.storage.Storage;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class PostgresEventLogTest extends EventLogContract {
    private final PostgresAddress address = PostgresServer.freshDatabase();

    @Override
    protected Storage open(Path home) {
        return PostgresStorage.open(home, InstantSource.system(), address);
    }
}
