package io.slipway.app.demo;

import io.slipway.app.server.Installation;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The demo's own copy of examples/flights, as a user's project would be: a Git repository with DVC. */
final class DemoProject {
    private static final String MARK = ".slipway-demo";
    private static final long COMMAND_SECONDS = 120;

    private final Path folder;
    private final Installation installation;

    private DemoProject(Path folder, Installation installation) {
        this.folder = folder;
        this.installation = installation;
    }

    Path folder() {
        return folder;
    }

    /**
     * Makes {@code home} ready for a fresh demo.
     *
     * @return true if the state of an earlier demo was removed
     * @throws SlipwayException if the folder holds something that no demo has put there
     */
    static boolean clear(Path home) throws IOException {
        boolean earlier = Files.exists(home.resolve(MARK));
        if (earlier) {
            try (Stream<Path> all = Files.walk(home)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    path.toFile().setWritable(true);
                    Files.deleteIfExists(path);
                }
            }
        } else if (Files.isDirectory(home)) {
            try (Stream<Path> inside = Files.list(home)) {
                if (inside.findAny().isPresent()) {
                    throw SlipwayException.invalid(home + " is not empty and no demo made it; the demo would mix its"
                            + " state with yours. Choose another folder with --home DIR.");
                }
            }
        }
        Files.createDirectories(home);
        Files.writeString(home.resolve(MARK), "A demo's state; the next demo removes it.\n");
        return earlier;
    }

    static DemoProject copy(Installation installation, Path home) throws IOException {
        Path source = installation.root().resolve("examples/flights");
        if (!Files.isRegularFile(source.resolve("dvc.yaml"))) {
            throw new SlipwayException(
                    ErrorCode.NOT_FOUND, "the example project is missing at " + source + "; reinstall Slipway");
        }
        Path target = home.resolve("flights");
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(source.relativize(dir)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, target.resolve(source.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        return new DemoProject(target, installation);
    }

    /** Git first, so that runs know their code; then DVC's folder and a remote beside the project. */
    void initialise() throws IOException, InterruptedException {
        boolean git = run(List.of("git", "init", "-q")).code() == 0;
        must(slipway("dvc", "init", git ? "-q" : "--no-scm"));
        must(slipway("dvc", "remote", "add", "-d", "storage", "../dvc-remote"));
        must(slipway(addData()));
        must(slipway("dvc", "push", "-q"));
        if (git) {
            run(List.of("git", "add", "-A"));
            run(List.of(
                    "git",
                    "-c",
                    "user.name=Slipway demo",
                    "-c",
                    "user.email=demo@localhost",
                    "commit",
                    "-q",
                    "-m",
                    "Flights of New York, 2013"));
        }
    }

    /** Puts the files into DVC's cache; their .dvc files stay as they are. */
    private String[] addData() throws IOException {
        List<String> command = new ArrayList<>(List.of("dvc", "add", "-q"));
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            files.filter(f -> f.toString().endsWith(".parquet"))
                    .sorted()
                    .forEach(f -> command.add(folder.relativize(f).toString()));
        }
        return command.toArray(String[]::new);
    }

    record Result(int code, String output) {}

    Result slipway(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(
                installation.launcher() == null
                        ? "slipway"
                        : installation.launcher().toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static void must(Result result) {
        if (result.code != 0) {
            throw new SlipwayException(ErrorCode.INTERNAL, "a step of the demo failed:\n" + result.output);
        }
    }

    /** Rows of the months as live traffic would bring them, made by the project's own code. */
    Path replayRows(String months) throws IOException, InterruptedException {
        Path csv = folder.resolveSibling("replay.csv");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        must(run(List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                installation.lib() + "/*",
                "src/Prepare.java",
                "replay",
                csv.toString(),
                months)));
        return csv;
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(124, output + "\n(no end after " + COMMAND_SECONDS + " s)");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            return new Result(127, String.join(" ", command) + ": " + e.getMessage());
        }
    }
}
