package io.slipway.storage;

/** The four contracts of one implementation, opened and closed together. */
public interface Storage extends AutoCloseable {
    Database database();

    Blobs blobs();

    EventLog events();

    Leases leases();

    @Override
    void close();
}
