package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Lease;
import io.slipway.storage.Leases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Leases among the threads of the process that holds the home's lock; other processes cannot have opened the home.
 * The epoch is kept in a file, so that it grows over restarts too.
 */
final class FileLeases implements Leases, AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path folder;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    FileLeases(Path folder) throws IOException {
        Files.createDirectories(folder);
        this.folder = folder;
    }

    @Override
    public Optional<Lease> tryAcquire(String name) {
        if (!NAME.matcher(name).matches()) {
            throw SlipwayException.invalid(
                    "a lease's name has 1 to 100 letters, digits, dots, dashes and underscores: '" + name + "'");
        }
        if (closed || !held.add(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Held(name, nextEpoch(name)));
        } catch (IOException e) {
            held.remove(name);
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE, "cannot keep the lease " + name + "; look at the disk of the home", e);
        }
    }

    private long nextEpoch(String name) throws IOException {
        Path file = folder.resolve(name + ".epoch");
        long last = 0;
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            try {
                last = Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new SlipwayException(
                        ErrorCode.DATA_CORRUPT,
                        "the epoch of lease " + name + " is not a number; restore the home's leases from a backup",
                        e);
            }
        }
        Durable.replace(file, (last + 1) + "\n");
        return last + 1;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Held until closed, or until the storage is. */
    private final class Held implements Lease {
        private final String name;
        private final long epoch;
        private boolean released;

        Held(String name, long epoch) {
            this.name = name;
            this.epoch = epoch;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public synchronized boolean held() {
            return !released && !closed;
        }

        @Override
        public synchronized void close() {
            if (!released) {
                released = true;
                held.remove(name);
            }
        }
    }
}
