package io.slipway.cli.moving;

import io.slipway.cli.moving.Records.SourceFile;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads below one folder and nowhere else: a path that climbs out, and every symbolic link on the way or at its end, is
 * as if it were not there, and the report says so.
 */
final class Folder {
    /** Files in one folder; more is no MLflow store. */
    private static final int MAX_ENTRIES = 2_000_000;

    private static final int MAX_DEPTH = 64;

    private final Path root;
    private final Report report;

    /** @param root must exist; links in the path that the user typed are the user's will */
    Folder(Path root, Report report) throws IOException {
        this.root = root.toRealPath();
        this.report = report;
    }

    Path root() {
        return root;
    }

    /** The path below this folder, if it is there, and no link is on the way to it. */
    Optional<Path> find(Path relative) {
        Path wanted = root.resolve(relative).normalize();
        if (relative.isAbsolute() || !wanted.startsWith(root)) {
            return Optional.empty();
        }
        Path at = root;
        for (Path name : root.relativize(wanted)) {
            at = name.toString().isEmpty() ? at : at.resolve(name);
            if (Files.isSymbolicLink(at)) {
                report.left("link", at.toString(), "symbolic links are not followed");
                return Optional.empty();
            }
        }
        return Files.exists(at, LinkOption.NOFOLLOW_LINKS) ? Optional.of(at) : Optional.empty();
    }

    /** What is directly in a folder, ordered by name, without links; nothing if it is no folder. */
    List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isSymbolicLink(entry)) {
                    report.left("link", entry.toString(), "symbolic links are not followed");
                } else if (found.size() == MAX_ENTRIES) {
                    throw SlipwayException.invalid(folder + " holds more than " + MAX_ENTRIES + " entries.");
                } else {
                    found.add(entry);
                }
            }
        }
        Collections.sort(found);
        return found;
    }

    List<Path> folders(Path folder) throws IOException {
        return children(folder).stream()
                .filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Every plain file below a folder. */
    List<Path> files(Path folder) throws IOException {
        var found = new ArrayList<Path>();
        collect(folder, found, 0);
        return found;
    }

    private void collect(Path folder, List<Path> found, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            report.left("folder", folder.toString(), "it lies deeper than " + MAX_DEPTH + " folders");
            return;
        }
        for (Path child : children(folder)) {
            BasicFileAttributes is = Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (is.isDirectory()) {
                collect(child, found, depth + 1);
            } else if (is.isRegularFile()) {
                found.add(child);
            } else {
                report.left("file", child.toString(), "it is no plain file");
            }
        }
    }

    /** Files to move, by their path below {@code folder}. */
    List<SourceFile> moved(Path folder) throws IOException {
        var moved = new ArrayList<SourceFile>();
        for (Path file : files(folder)) {
            moved.add(new SourceFile(below(folder, file), Files.size(file), () -> open(file)));
        }
        return moved;
    }

    /** With slashes on every system. */
    static String below(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** @throws IOException also if it has become a link since it was found */
    static InputStream open(Path file) throws IOException {
        return Channels.newInputStream(
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    /** @throws SlipwayException INVALID_ARGUMENT if it is longer than {@code max} bytes or no UTF-8 */
    static String text(Path file, long max) throws IOException {
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes((int) max + 1);
            if (bytes.length > max) {
                throw SlipwayException.invalid(file + " is longer than " + max + " bytes.");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw SlipwayException.invalid(file + " is no UTF-8 text.");
        }
    }

    /** One value a file, by the file's path: how MLflow keeps params and tags. */
    SortedMap<String, String> values(Path folder, long max) throws IOException {
        var values = new TreeMap<String, String>();
        for (Path file : files(folder)) {
            try {
                values.put(below(folder, file), text(file, max));
            } catch (SlipwayException e) {
                report.left("value", below(root, file), e.text());
            }
        }
        return values;
    }
}
