package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Finds a role's scripts by looking into its one folder, instead of scanning the class path. */
final class MigrationScripts {
    private static final Pattern NAME = Pattern.compile("V([0-9]{1,9})__\\w+\\.sql");

    private MigrationScripts() {}

    /**
     * A script and its checksum as Flyway computes it: CRC-32 over the lines without their ends.
     *
     * @param path on the class path
     */
    record Script(int version, String path, String text) {
        int checksum() {
            CRC32 crc = new CRC32();
            text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
            return (int) crc.getValue();
        }

        Script with(String other) {
            return new Script(version, path, other);
        }

        String fileName() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    /** The scripts in order of version, in the words of the database. */
    static List<Script> of(String role, SqlEngine engine) {
        try {
            TreeMap<Integer, Script> scripts = new TreeMap<>();
            for (Script common : in("db/" + role)) {
                scripts.put(common.version(), common.with(engine.definition(common.text())));
            }
            String additions = engine.additions();
            if (additions != null) {
                for (Script addition : in("db/" + additions + "/" + role)) {
                    scripts.merge(addition.version(), addition, (a, b) -> a.with(a.text() + "\n" + b.text()));
                }
            }
            return List.copyOf(scripts.values());
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.INTERNAL, "cannot read the migration scripts of " + role, e);
        }
    }

    private static List<Script> in(String folder) throws IOException {
        ClassLoader loader = MigrationScripts.class.getClassLoader();
        TreeSet<String> names = new TreeSet<>();
        for (URL url : Collections.list(loader.getResources(folder))) {
            names.addAll(names(url, folder));
        }
        List<Script> scripts = new ArrayList<>();
        for (String name : names) {
            Matcher matcher = NAME.matcher(name);
            if (!matcher.matches()) {
                throw new SlipwayException(
                        ErrorCode.INTERNAL,
                        "the migration script " + folder + "/" + name + " is not named V<number>__<what>.sql");
            }
            scripts.add(new Script(
                    Integer.parseInt(matcher.group(1)), folder + "/" + name, read(loader, folder + "/" + name)));
        }
        return scripts;
    }

    private static List<String> names(URL folder, String path) throws IOException {
        if (folder.getProtocol().equals("file")) {
            try (Stream<Path> files = Files.list(Path.of(uri(folder)))) {
                return files.map(file -> String.valueOf(file.getFileName())).toList();
            }
        }
        URLConnection connection = folder.openConnection();
        if (!(connection instanceof JarURLConnection jar)) {
            throw new IOException("cannot list " + folder);
        }
        String prefix = path + "/";
        return jar.getJarFile().stream()
                .map(java.util.zip.ZipEntry::getName)
                .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static String read(ClassLoader loader, String path) throws IOException {
        try (InputStream in = loader.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException("no such script: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
