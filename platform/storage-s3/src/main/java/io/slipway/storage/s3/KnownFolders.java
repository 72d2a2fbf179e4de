package io.slipway.storage.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names that were seen not to be blobs because blobs lie below them: spares the next put below them a request each. */
final class KnownFolders {
    private static final int MOST = 10_000;

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** The folders that a key lies in, the outermost first. */
    static List<String> above(String key) {
        var above = new ArrayList<String>();
        for (int slash = key.indexOf('/'); slash > 0; slash = key.indexOf('/', slash + 1)) {
            above.add(key.substring(0, slash));
        }
        return above;
    }

    boolean contains(String folder) {
        return names.contains(folder);
    }

    /** A blob lies at {@code key}. */
    void add(String key) {
        if (names.size() > MOST) {
            names.clear();
        }
        names.addAll(above(key));
    }

    /** Nothing lies below {@code name} any more. */
    void remove(String name) {
        names.remove(name);
    }
}
