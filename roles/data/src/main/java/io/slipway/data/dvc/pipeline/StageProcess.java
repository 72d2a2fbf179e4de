package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a stage's commands one after the other in a shell; ending it ends the whole tree of processes. */
final class StageProcess {
    private static final int TAIL = 20;
    private static final int MAX_LINE = 16_384;
    private static final long GRACE_SECONDS = 3;

    private final Stage stage;
    private final Path root;
    private final Map<String, String> environment;
    private final @Nullable Consumer<String> lines;
    private final Deque<String> tail = new ArrayDeque<>();
    private volatile boolean cancelled;
    private volatile @Nullable Process running;

    /** @param lines receives standard output and error by line; null hands the caller's own streams on */
    StageProcess(Stage stage, Path root, Map<String, String> environment, @Nullable Consumer<String> lines) {
        this.stage = stage;
        this.root = root;
        this.environment = environment;
        this.lines = lines;
    }

    /** @throws DvcException with the command, its exit code and its last lines if it fails or is cancelled */
    void run(String command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(shell(command)).directory(stage.workdir().toFile());
        builder.environment().putIfAbsent("DVC_ROOT", root.toString());
        builder.environment().put("DVC_STAGE", stage.address());
        builder.environment().putAll(environment);
        if (lines == null) {
            builder.inheritIO();
        } else {
            builder.redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        }
        if (cancelled) {
            throw new DvcException("stage '" + stage.address() + "' was cancelled");
        }
        Process process = builder.start();
        running = process;
        if (cancelled) {
            kill(process);
        }
        int exit = await(process);
        if (cancelled) {
            throw new DvcException("stage '" + stage.address() + "' was cancelled");
        }
        if (exit != 0) {
            String last = tail.isEmpty() ? "" : "\nIts last output:\n  " + String.join("\n  ", tail);
            throw new DvcException("failed to run: " + command + ", exited with " + exit + last);
        }
    }

    private int await(Process process) throws IOException {
        try {
            if (lines != null) {
                read(process, lines);
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stage '" + stage.address() + "' ran", e);
        } finally {
            running = null;
        }
    }

    private void read(Process process, Consumer<String> to) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            int c;
            while ((c = reader.read()) >= 0) {
                if (c == '\n' || line.length() >= MAX_LINE) {
                    tell(line.toString(), to);
                    line.setLength(0);
                }
                if (c != '\n') {
                    line.append((char) c);
                }
            }
            if (!line.isEmpty()) {
                tell(line.toString(), to);
            }
        } catch (IOException e) {
            if (!cancelled) {
                throw e;
            }
        }
    }

    private void tell(String line, Consumer<String> to) {
        if (tail.size() == TAIL) {
            tail.removeFirst();
        }
        tail.addLast(line);
        to.accept(line);
    }

    /** Ends the running command and everything it started; returns at once. */
    void cancel() {
        cancelled = true;
        Process process = running;
        if (process != null) {
            kill(process);
        }
    }

    private static void kill(Process process) {
        List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
        tree.add(process.toHandle());
        tree.forEach(ProcessHandle::destroy);
        Thread.ofVirtual().start(() -> {
            for (ProcessHandle each : tree) {
                try {
                    each.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
                } catch (Exception e) {
                    each.destroyForcibly();
                }
            }
        });
    }

    /** The user's own shell, without its start-up files, as DVC runs commands. */
    private static List<String> shell(String command) {
        String shell = System.getenv().getOrDefault("SHELL", "");
        if (shell.isEmpty()) {
            shell = "/bin/sh";
        }
        List<String> words = new ArrayList<>(List.of(shell));
        switch (Path.of(shell).getFileName().toString().toLowerCase(Locale.ROOT)) {
            case "bash" -> words.addAll(List.of("--noprofile", "--norc"));
            case "zsh" -> words.add("--no-rcs");
            default -> {}
        }
        words.addAll(List.of("-c", command));
        return words;
    }
}
