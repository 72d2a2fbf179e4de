package io.slipway.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store opened afresh for each test; what every contract test of storage begins with. */
abstract class StorageContract {
    @TempDir
    Path home;

    private Storage storage = Unopened.INSTANCE;

    /** Opens the store that keeps its state below or under the name of {@code home}. */
    protected abstract Storage open(Path home);

    @BeforeEach
    void openStorage() {
        storage = open(home);
        storage.database().migrate("contract");
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    protected Storage storage() {
        return storage;
    }

    protected Path home() {
        return home;
    }

    /** Closes the store in good order and opens it again. */
    protected Storage reopen() {
        storage.close();
        storage = open(home);
        return storage;
    }

    private enum Unopened implements Storage {
        INSTANCE;

        @Override
        public Database database() {
            throw new IllegalStateException();
        }

        @Override
        public Blobs blobs() {
            throw new IllegalStateException();
        }

        @Override
        public EventLog events() {
            throw new IllegalStateException();
        }

        @Override
        public Leases leases() {
            throw new IllegalStateException();
        }

        @Override
        public void close() {}
    }
}
