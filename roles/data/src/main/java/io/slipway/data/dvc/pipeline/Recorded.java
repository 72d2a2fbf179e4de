package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.store.Fingerprint;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a file says that content was.
 *
 * @param md5 null if nothing is recorded yet
 * @param size null if not told
 * @param files null for a file, or if not told
 */
public record Recorded(
        @Nullable String md5, @Nullable Long size, @Nullable Integer files, boolean executable) {
    public static final Recorded NOTHING = new Recorded(null, null, null, false);

    public static Recorded of(Fingerprint f) {
        return new Recorded(f.md5(), f.size(), f.files() == Fingerprint.NO_FOLDER ? null : f.files(), f.executable());
    }

    /** Reads an entry; one that DVC 2 wrote, without {@code hash}, is refused: its md5 is of another kind. */
    static Recorded read(YamlDocument document, Value.Entries entry) {
        Value md5 = entry.map().get("md5");
        if (md5 == null || md5 instanceof Value.Null) {
            return NOTHING;
        }
        if (entry.find("hash").filter(h -> h.equals(Value.of("md5"))).isEmpty()) {
            throw document.invalid(
                    entry,
                    "this entry was written by DVC 2 (it has no 'hash: md5'); run 'dvc cache migrate --dvc-files' "
                            + "and 'dvc commit -f' with DVC 3 first");
        }
        String text = md5.print().toLowerCase(Locale.ROOT);
        if (!text.matches("[0-9a-f]{32}(\\.dir)?")) {
            throw document.invalid(md5, "'" + text + "' is not an md5: expected 32 hexadecimal digits");
        }
        return new Recorded(
                text,
                number(document, entry, "size"),
                narrow(number(document, entry, "nfiles")),
                entry.find("isexec").filter(new Value.Bool(true)::equals).isPresent());
    }

    private static @Nullable Long number(YamlDocument document, Value.Entries entry, String key) {
        return switch (entry.map().get(key)) {
            case Value.Whole(BigInteger n) when n.signum() >= 0 && n.bitLength() < 64 -> n.longValue();
            case null -> null;
            case Value.Null() -> null;
            case Value other -> throw document.invalid(other, "'" + key + "' must be a number of at least 0");
        };
    }

    private static @Nullable Integer narrow(@Nullable Long number) {
        return number == null ? null : Math.toIntExact(Math.min(number, Integer.MAX_VALUE));
    }

    boolean matches(Fingerprint now) {
        return now.md5().equals(md5) && (now.isFolder() || now.executable() == executable);
    }

    /** Appends {@code md5, size, nfiles, isexec} in DVC's order. */
    void addTo(LinkedHashMap<String, Value> map) {
        if (md5 != null) {
            map.put("md5", Value.of(md5));
        }
        if (size != null) {
            map.put("size", Value.of(size));
        }
        if (files != null) {
            map.put("nfiles", Value.of(files));
        }
        if (executable) {
            map.put("isexec", new Value.Bool(true));
        }
    }
}
