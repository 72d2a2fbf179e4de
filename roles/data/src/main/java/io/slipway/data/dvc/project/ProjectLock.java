package io.slipway.data.dvc.project;

import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The lock of a whole project, {@code .dvc/tmp/lock}, shared with the real DVC: one command changes a project at a time. */
public final class ProjectLock implements AutoCloseable {
    private static final int ATTEMPTS = 7;
    private static final long PAUSE_MILLIS = 500;

    private final FileLock lock;

    private ProjectLock(FileLock lock) {
        this.lock = lock;
    }

    /** @throws DvcException if somebody else holds it for longer than 3 seconds */
    static ProjectLock acquire(Path tmp) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<FileLock> lock = FileLock.tryLock(tmp.resolve("lock"));
            if (lock.isPresent()) {
                return new ProjectLock(lock.get());
            }
            if (attempt == ATTEMPTS) {
                throw new DvcException("Unable to acquire lock. Most likely another DVC process is running or "
                        + "was terminated abruptly. Its process id is in '" + tmp.resolve("lock")
                        + "'; wait for it or end it, then try again.");
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the lock", e);
            }
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
