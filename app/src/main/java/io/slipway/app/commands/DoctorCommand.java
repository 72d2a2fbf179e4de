package io.slipway.app.commands;

import io.slipway.app.server.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** {@code slipway doctor}: what of this machine would keep Slipway from running. */
@Command(description = "Check this machine: Java, tools, ports, disk, home.")
public final class DoctorCommand implements Callable<Integer> {
    private static final long ENOUGH_DISK = 2L << 30;

    private int problems;

    @Override
    public Integer call() throws Exception {
        say(true, "Java " + Runtime.version() + " at " + System.getProperty("java.home"));
        tool("mvn", "builds the server from source");
        tool("npm", "builds the web UI from source");
        tool("python3", "runs the tests' real clients");
        tool("git", "tells runs which code made them");
        tool("mlflow", "optional: the client data scientists use");
        tool("dvc", "optional: 'slipway dvc' does its work too");
        port(5000, "control plane");
        port(8000, "inference");
        home(Path.of(System.getProperty("user.home"), ".slipway"));
        Path ui = Installation.current().ui();
        say(ui != null && Files.exists(ui.resolve("index.html")), "web UI is built");
        System.out.println(problems == 0 ? "all well" : problems + " to look at");
        return 0;
    }

    private void say(boolean well, String what) {
        problems += well ? 0 : 1;
        System.out.println((well ? "  ok    " : "  check ") + what);
    }

    private void tool(String name, String why) throws InterruptedException {
        boolean optional = why.startsWith("optional");
        boolean found = false;
        try {
            Process process = new ProcessBuilder("sh", "-c", "command -v " + name)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            found = process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // told as not found
        }
        say(found || optional, String.format(Locale.ROOT, "%-8s %s (%s)", name, found ? "found" : "not found", why));
    }

    private void port(int number, String use) {
        try (var socket = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
            say(true, "port " + socket.getLocalPort() + " is free (" + use + ")");
        } catch (IOException e) {
            say(false, "port " + number + " is taken (" + use + "); a server may be running, or choose another port");
        }
    }

    private void home(Path home) throws IOException {
        Path existing = home;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        say(Files.isWritable(existing), "home " + home + " is writable");
        long free = Files.getFileStore(existing).getUsableSpace();
        say(free > ENOUGH_DISK, (free >> 30) + " GiB free there");
    }
}
