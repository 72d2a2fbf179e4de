package io.slipway.cli.moving;

import io.slipway.cli.Server;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Finds out what a user means by a source: a folder, a database or a server. */
final class Sources {
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private Sources() {}

    /** @param artifacts folders in which files may lie besides the usual ones */
    static Source open(String given, List<Path> artifacts, Report report) throws IOException {
        if (given.startsWith("http://") || given.startsWith("https://")) {
            return new ServerSource(Server.foreign(given), report);
        }
        if (given.startsWith("postgres")) {
            return database(Tables.postgresql(given), Path.of("").toAbsolutePath(), List.of(), artifacts, report);
        }
        if (given.startsWith("mysql") || given.startsWith("mssql")) {
            throw SlipwayException.invalid(
                    "databases of this kind are not read: import from the running MLflow server, by its http:// URL.");
        }
        Path path = path(given).toAbsolutePath().normalize();
        for (Path folder : artifacts) {
            if (!Files.isDirectory(folder)) {
                throw SlipwayException.invalid("--artifacts " + folder + " is no folder.");
            }
        }
        if (Files.isDirectory(path)) {
            return new MlrunsSource(path, artifacts, report);
        }
        if (!Files.isRegularFile(path)) {
            throw SlipwayException.invalid("there is nothing at " + path
                    + ". Give a folder 'mlruns', an SQLite file, a postgresql:// URL or a server's http:// URL.");
        }
        try (var in = Files.newInputStream(path)) {
            if (!Arrays.equals(in.readNBytes(SQLITE.length), SQLITE)) {
                throw SlipwayException.invalid(path + " is no SQLite database.");
            }
        }
        Path folder = path.resolveSibling("");
        List<Path> beside = List.of(path.resolveSibling("mlruns"), path.resolveSibling("mlartifacts"));
        return database(Tables.sqlite(path), folder, beside, artifacts, report);
    }

    private static Path path(String given) {
        if (given.startsWith("sqlite:///")) {
            return Path.of(given.substring("sqlite:///".length()));
        }
        if (given.startsWith("file://")) {
            return Path.of(URI.create(given));
        }
        return Path.of(given.startsWith("file:") ? given.substring("file:".length()) : given);
    }

    private static Source database(Tables tables, Path base, List<Path> beside, List<Path> artifacts, Report report)
            throws IOException {
        var roots = new ArtifactRoots(base, report);
        for (Path each : artifacts) {
            roots.add(each);
        }
        for (Path each : beside) {
            if (Files.isDirectory(each)) {
                roots.add(each);
            }
        }
        return new DatabaseSource(tables, roots, report);
    }
}
