package io.slipway.storage.embedded;

import io.slipway.kernel.Actor;
import io.slipway.kernel.NewEvent;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * A process that waits for a line on its standard input, then writes to a home from several threads until it is
 * killed, and acknowledges each id on its standard output once its state, event and blob are durable.
 */
final class CrashWriter {
    private static final int THREADS = 4;

    private CrashWriter() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("started");
        String round = in.readLine();
        EmbeddedStorage storage = EmbeddedStorage.open(
                Path.of(arguments[0]), InstantSource.system(), Options.DEFAULT.withSegmentBytes(200_000));
        storage.database().migrate("contract");
        for (int t = 0; t < THREADS; t++) {
            String prefix = round + "-" + t + "-";
            Thread.ofVirtual().start(() -> write(storage, prefix));
        }
        Thread.sleep(60_000);
    }

    private static void write(EmbeddedStorage storage, String prefix) {
        for (int n = 0; ; n++) {
            String id = prefix + n;
            storage.database().write(tx -> {
                tx.emit(NewEvent.of("run.created", "things/" + id, Actor.ANONYMOUS, Map.of("id", id)));
                return tx.update("INSERT INTO things (id, count) VALUES (?, 1)", id);
            });
            try {
                storage.blobs().put(key(id), new ByteArrayInputStream(id.getBytes(StandardCharsets.UTF_8)), 100);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            synchronized (System.out) {
                System.out.println("ack " + id + ".");
            }
        }
    }

    static String key(String id) {
        return "crash/" + id.charAt(0) + "/" + id;
    }

    /** Starts the process and waits for its first line. */
    static Process start(Path home) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashWriter.class.getName(),
                        home.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!"started".equals(process.inputReader().readLine())) {
            throw new IOException("the writer did not start");
        }
        return process;
    }

    static void go(Process process, String round) throws IOException {
        process.outputWriter().write(round + "\n");
        process.outputWriter().flush();
    }
}
