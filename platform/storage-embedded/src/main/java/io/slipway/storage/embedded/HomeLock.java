package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that one process at a time uses a home. The operating system gives the lock back when the holder dies,
 * however it dies; the file's content is only the holder's process id, for the message.
 */
final class HomeLock implements AutoCloseable {
    /** POSIX drops a process's locks on a file when any descriptor of it is closed: never open it twice. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private HomeLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws SlipwayException UNAVAILABLE, naming the process that holds the home */
    static HomeLock take(Path home) throws IOException {
        Path file = home.toRealPath().resolve("lock");
        if (!HELD_HERE.add(file)) {
            throw inUse(home, Long.toString(ProcessHandle.current().pid()));
        }
        boolean taken = false;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw inUse(home, Files.readString(file, StandardCharsets.UTF_8).strip());
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
            taken = true;
            return new HomeLock(file, channel);
        } finally {
            if (!taken) {
                HELD_HERE.remove(file);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static SlipwayException inUse(Path home, String pid) {
        String holder = pid.isEmpty() ? "another process" : "process " + pid;
        return new SlipwayException(
                ErrorCode.UNAVAILABLE,
                "the home " + home + " is in use by " + holder + "; stop that one first, or choose another home");
    }

    @Override
    public void close() throws IOException {
        channel.truncate(0);
        channel.close();
        HELD_HERE.remove(file);
    }
}
