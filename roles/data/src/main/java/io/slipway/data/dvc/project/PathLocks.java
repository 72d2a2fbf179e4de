package io.slipway.data.dvc.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.store.AtomicFiles;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who reads and writes which paths right now: {@code .dvc/tmp/rwlock}, the file that the real DVC keeps while a
 * stage's command runs and the project's lock is free. Entries of processes that are gone do not count.
 */
public final class PathLocks {
    private final Path tmp;

    PathLocks(Path tmp) {
        this.tmp = tmp;
    }

    /** Paths held until closed. */
    public interface Held extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /**
     * @param command who holds them, for the message of the next one
     * @throws DvcException if a path, or one above or below it, is held by a process that lives
     */
    public Held hold(String command, List<Path> read, List<Path> write) throws IOException {
        ObjectNode me = Json.object().put("pid", ProcessHandle.current().pid()).put("cmd", command);
        edit(locks -> {
            check(locks, "write", concat(read, write), me);
            check(locks, "read", write, me);
            read.forEach(p -> array(locks, p).add(me.deepCopy()));
            write.forEach(p -> locks.withObjectProperty("write").set(p.toString(), me.deepCopy()));
        });
        return () -> edit(locks -> {
            for (Path p : read) {
                ArrayNode readers = array(locks, p);
                for (int i = 0; i < readers.size(); i++) {
                    if (same(readers.get(i), me)) {
                        readers.remove(i);
                        break;
                    }
                }
                if (readers.isEmpty()) {
                    locks.withObjectProperty("read").remove(p.toString());
                }
            }
            write.forEach(p -> locks.withObjectProperty("write").remove(p.toString()));
        });
    }

    private static List<Path> concat(List<Path> a, List<Path> b) {
        List<Path> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static ArrayNode array(ObjectNode locks, Path path) {
        return locks.withObjectProperty("read").withArrayProperty(path.toString());
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return a.path("pid").asLong() == b.path("pid").asLong()
                && a.path("cmd").asText().equals(b.path("cmd").asText());
    }

    private static void check(ObjectNode locks, String mode, List<Path> wanted, JsonNode me) {
        for (Map.Entry<String, JsonNode> e : locks.path(mode).properties()) {
            Path held = Path.of(e.getKey());
            if (wanted.stream().noneMatch(w -> w.startsWith(held) || held.startsWith(w))) {
                continue;
            }
            for (JsonNode info : e.getValue().isArray() ? e.getValue() : List.of(e.getValue())) {
                boolean alive = ProcessHandle.of(info.path("pid").asLong())
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
                if (alive && !same(info, me)) {
                    throw new DvcException("'" + held + "' is busy, it is being blocked by:\n  (PID "
                            + info.path("pid").asLong() + "): "
                            + info.path("cmd").asText()
                            + "\n\nIf there are no processes with such PIDs, you can manually remove '.dvc/tmp/rwlock'"
                            + " and try again.");
                }
            }
        }
    }

    /** One change of the file under its guard. */
    @FunctionalInterface
    private interface Change {
        void on(ObjectNode locks);
    }

    private void edit(Change change) throws IOException {
        try (FileLock guard = guard()) {
            Path file = tmp.resolve("rwlock");
            ObjectNode locks = Files.exists(file) ? read(file) : Json.object();
            change.on(locks);
            AtomicFiles.write(file, locks.toString());
        }
    }

    private FileLock guard() throws IOException {
        for (int attempt = 0; attempt < 300; attempt++) {
            Optional<FileLock> lock = FileLock.tryLock(tmp.resolve("rwlock.lock"));
            if (lock.isPresent()) {
                return lock.get();
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the lock", e);
            }
        }
        throw new DvcException("'" + tmp.resolve("rwlock.lock") + "' is held by another process; try again later");
    }

    private static ObjectNode read(Path file) throws IOException {
        try {
            String text = Files.readString(file);
            return text.isBlank() ? Json.object() : (ObjectNode) Json.parse(text);
        } catch (SlipwayException | ClassCastException e) {
            throw new DvcException("Unable to read RWLock-file '" + file + "'. JSON structure is corrupted", e);
        }
    }
}
