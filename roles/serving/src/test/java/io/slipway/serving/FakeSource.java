package io.slipway.serving;

import io.slipway.tracking.api.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A registry in memory that can be switched off. Safe for use by several threads. */
final class FakeSource implements ModelSource {
    private final Map<String, Map<String, byte[]>> files = new TreeMap<>();
    private final Map<String, Map<Integer, List<String>>> aliases = new TreeMap<>();
    private long sequence = 1;
    private boolean dead;

    /** Adds a version without an alias. */
    synchronized FakeSource with(String model, int version, Map<String, byte[]> content) {
        files.put(model + "/" + version, content);
        return this;
    }

    /** Says which versions carry aliases. */
    synchronized FakeSource serve(String model, Map<Integer, List<String>> versions) {
        aliases.put(model, versions);
        sequence++;
        notifyAll();
        return this;
    }

    synchronized FakeSource dead(boolean now) {
        dead = now;
        notifyAll();
        return this;
    }

    private void check() throws IOException {
        if (dead) {
            throw new IOException("connection refused");
        }
    }

    @Override
    public synchronized Served served(long after, long waitMillis) throws IOException, InterruptedException {
        long end = System.nanoTime() + waitMillis * 1_000_000;
        check();
        while (after >= sequence && System.nanoTime() < end) {
            wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            check();
        }
        var versions = new java.util.ArrayList<ServedVersion>();
        aliases.forEach((model, byVersion) -> byVersion.forEach(
                (version, names) -> versions.add(new ServedVersion(model, version, names, null, null))));
        return new Served(sequence, versions);
    }

    @Override
    public synchronized List<ModelFile> files(String model, int version) throws IOException {
        check();
        return content(model, version).entrySet().stream()
                .map(e -> new ModelFile(e.getKey(), e.getValue().length, sha256(e.getValue())))
                .toList();
    }

    private Map<String, byte[]> content(String model, int version) throws IOException {
        @Nullable Map<String, byte[]> content = files.get(model + "/" + version);
        if (content == null) {
            throw new IOException("no such version");
        }
        return content;
    }

    @Override
    public synchronized InputStream open(String model, int version, String path) throws IOException {
        check();
        byte @Nullable [] bytes = content(model, version).get(path);
        if (bytes == null) {
            throw new IOException("no such file");
        }
        return new ByteArrayInputStream(bytes);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
