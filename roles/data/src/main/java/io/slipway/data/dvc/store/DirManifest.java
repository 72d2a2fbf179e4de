package io.slipway.data.dvc.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.yaml.CodePoints;
import io.slipway.data.dvc.yaml.PythonJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of a folder, sorted by path: the content of a {@code .dir} object. Names are kept as the operating system
 * gives them; empty folders, symbolic links to folders and modes are not recorded.
 */
public record DirManifest(List<Entry> entries) {
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(1 << 16)
                    .build())
            .build();

    /** @param path relative, with slashes */
    public record Entry(String path, String md5) {}

    public DirManifest {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(Entry::path, CodePoints.ORDER));
        entries = List.copyOf(sorted);
    }

    /** One line of JSON in the bytes that Python's {@code json.dumps} gives. */
    public byte[] bytes() {
        StringBuilder out = new StringBuilder(entries.size() * 80 + 2).append('[');
        String separator = "";
        for (Entry entry : entries) {
            out.append(separator).append("{\"md5\": \"").append(entry.md5()).append("\", \"relpath\": ");
            PythonJson.quote(entry.path(), out);
            out.append('}');
            separator = ", ";
        }
        return out.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    public String oid() {
        return Md5.hex(bytes()) + Fingerprint.FOLDER_SUFFIX;
    }

    public Map<String, String> byPath() {
        LinkedHashMap<String, String> map = LinkedHashMap.newLinkedHashMap(entries.size());
        entries.forEach(e -> map.put(e.path(), e.md5()));
        return map;
    }

    /**
     * @param name how messages call the object
     * @throws DvcException if the bytes are not a manifest, or a path would leave its folder
     */
    public static DirManifest parse(String name, byte[] json) {
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (JsonParser parser = JSON.createParser(json)) {
            expect(name, parser.nextToken() == JsonToken.START_ARRAY, "a list");
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                Entry entry = entry(name, parser);
                expect(name, seen.add(entry.path()), "each path once, not '" + entry.path() + "' twice");
                entries.add(entry);
            }
            expect(name, parser.currentToken() == JsonToken.END_ARRAY, "a list of objects");
            expect(name, parser.nextToken() == null, "nothing after the list");
        } catch (IOException e) {
            throw new DvcException("'" + name + "' is not a folder's list of files: " + e.getMessage(), e);
        }
        return new DirManifest(entries);
    }

    private static Entry entry(String name, JsonParser parser) throws IOException {
        String md5 = "";
        String path = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "md5" -> md5 = String.valueOf(parser.getText());
                case "relpath" -> path = String.valueOf(parser.getText());
                default -> parser.skipChildren();
            }
        }
        expect(name, MD5.matcher(md5).matches(), "an md5 of 32 hexadecimal digits for '" + path + "'");
        expect(name, staysInside(path), "a path inside the folder, not '" + path + "'");
        return new Entry(path, md5);
    }

    static boolean staysInside(String path) {
        if (path.isEmpty() || path.startsWith("/") || path.indexOf('\0') >= 0 || path.endsWith("/")) {
            return false;
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static void expect(String name, boolean holds, String what) {
        if (!holds) {
            throw new DvcException("'" + name + "' is not a folder's list of files: expected " + what);
        }
    }
}
