package io.slipway.data.dvc.project;

import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An exclusive lock on a file by BSD {@code flock}, the kind that DVC takes: Java's own file locks are of the POSIX
 * kind, and on Linux the two kinds do not see each other. The kernel frees it when the process ends, however it ends.
 */
final class FileLock implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = System.getProperty("os.name", "").startsWith("Mac") ? 0x200 : 0x40;
    private static final int O_CLOEXEC = System.getProperty("os.name", "").startsWith("Mac") ? 0x1000000 : 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;

    private final int descriptor;

    private FileLock(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The three calls of the C library, bound once. */
    private static final class Native {
        static final MethodHandle OPEN = bind(
                "open",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        static final MethodHandle FLOCK =
                bind("flock", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        static final MethodHandle CLOSE =
                bind("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        private static MethodHandle bind(String name, FunctionDescriptor shape, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            SymbolLookup lookup = linker.defaultLookup();
            return linker.downcallHandle(lookup.find(name).orElseThrow(), shape, options);
        }
    }

    /** The lock, or empty if another process (or another holder in this one) has it. */
    static Optional<FileLock> tryLock(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        int descriptor = open(file);
        if (descriptor < 0) {
            throw new DvcException("cannot open the lock file '" + file + "'; is the folder writable?");
        }
        FileLock lock = new FileLock(descriptor);
        if (call(() -> (int) Native.FLOCK.invokeExact(descriptor, LOCK_EX_NB)) != 0) {
            lock.close();
            return Optional.empty();
        }
        Files.writeString(file, " " + ProcessHandle.current().pid() + "\n");
        return Optional.of(lock);
    }

    private static int open(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(file.toAbsolutePath().toString(), StandardCharsets.UTF_8);
            return call(() -> (int) Native.OPEN.invokeExact(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666));
        }
    }

    /** A native call. */
    @FunctionalInterface
    private interface NativeCall {
        int run() throws Throwable;
    }

    private static int call(NativeCall call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a native call threw", e);
        }
    }

    @Override
    public void close() {
        call(() -> (int) Native.CLOSE.invokeExact(descriptor));
    }
}
