package io.slipway.storage.embedded;

import io.slipway.storage.Database;
import org.jspecify.annotations.Nullable;

/** {@link Database} on SQLite: one writer, several readers. */
final class SqliteDatabase implements Database {
    private final WriterThread writer;
    private final ReaderPool readers;
    private final Migrations migrations;

    SqliteDatabase(WriterThread writer, ReaderPool readers, Migrations migrations) {
        this.writer = writer;
        this.readers = readers;
        this.migrations = migrations;
    }

    @Override
    public <T extends @Nullable Object> T write(Write<T> work) {
        if (writer.isCurrent()) {
            throw new IllegalStateException("a write inside a write; use the transaction that is given");
        }
        return writer.run(work::in);
    }

    /** Inside a write it sees that write's own transaction; inside a read, the same snapshot. */
    @Override
    public <T extends @Nullable Object> T read(Read<T> work) {
        return writer.isCurrent() ? work.in(writer.current()) : readers.run(work::in);
    }

    @Override
    public void migrate(String role) {
        migrations.run(role);
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
