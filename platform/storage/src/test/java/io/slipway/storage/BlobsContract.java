package io.slipway.storage;

import static io.slipway.storage.DatabaseContract.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.ErrorCode;
import io.slipway.storage.Blobs.Stat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Blobs} does. */
@Timeout(60)
public abstract class BlobsContract extends StorageContract {
    private static final long PLENTY = 1L << 30;

    private Blobs blobs() {
        return storage().blobs();
    }

    private void put(String key, String content) throws IOException {
        blobs().put(key, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), PLENTY);
    }

    private String read(String key, long offset, long length) throws IOException {
        try (InputStream in = blobs().open(key, offset, length).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> keys(String prefix, @Nullable String after, int limit) throws IOException {
        return blobs().list(prefix, after, limit).stream().map(Stat::key).toList();
    }

    @Test
    void whatWasPutIsReadAtOnceAndAfterReopening() throws IOException {
        put("a/b/ğ 😀.txt", "content");
        assertThat(read("a/b/ğ 😀.txt", 0, -1)).isEqualTo("content");
        reopen();
        assertThat(read("a/b/ğ 😀.txt", 0, -1)).isEqualTo("content");
        Stat stat = blobs().stat("a/b/ğ 😀.txt").orElseThrow();
        assertThat(stat.size()).isEqualTo(7);
        assertThat(stat.modified()).isPositive();
        assertThat(stat.folder()).isFalse();
    }

    @Test
    void whatIsNotThereIsEmpty() throws IOException {
        put("a/b", "x");
        for (String key : List.of("none", "a", "a/b/c", "A/B")) {
            assertThat(blobs().open(key, 0, -1)).isEmpty();
            assertThat(blobs().stat(key)).isEmpty();
            assertThat(blobs().delete(key)).isFalse();
        }
        assertThat(blobs().list("none", null, 10)).isEmpty();
        assertThat(blobs().children("none")).isEmpty();
        assertThat(blobs().children("a/b")).isEmpty();
    }

    @Test
    void anEmptyBlobIsABlob() throws IOException {
        put("empty", "");
        assertThat(blobs().stat("empty").orElseThrow().size()).isZero();
        assertThat(read("empty", 0, -1)).isEmpty();
    }

    @Test
    void partsAreRead() throws IOException {
        put("digits", "0123456789");
        assertThat(read("digits", 3, 4)).isEqualTo("3456");
        assertThat(read("digits", 3, -1)).isEqualTo("3456789");
        assertThat(read("digits", 8, 100)).isEqualTo("89");
        assertThat(read("digits", 8, Long.MAX_VALUE)).isEqualTo("89");
        assertThat(read("digits", 10, -1)).isEmpty();
        assertThat(read("digits", 0, 0)).isEmpty();
        assertCode(ErrorCode.RANGE_NOT_SATISFIABLE, () -> blobs().open("digits", 11, -1));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> blobs().open("digits", -1, -1));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> blobs().open("digits", 0, -2));
    }

    @Test
    void anOpenBlobStaysReadableWhenReplacedOrDeleted() throws IOException {
        put("a", "first");
        try (InputStream in = blobs().open("a", 0, -1).orElseThrow()) {
            put("a", "second");
            blobs().delete("a");
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("first");
        }
    }

    @Test
    void caseMatters() throws IOException {
        put("Model", "upper");
        put("model", "lower");
        assertThat(read("Model", 0, -1)).isEqualTo("upper");
        assertThat(read("model", 0, -1)).isEqualTo("lower");
    }

    @Test
    void aFailedPutLeavesTheOlderBlobAndNothingElse() throws IOException {
        put("a", "older");
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("cut off");
                }
                return 'x';
            }
        };
        assertThatThrownBy(() -> blobs().put("a", broken, PLENTY)).isInstanceOf(IOException.class);
        assertCode(ErrorCode.PAYLOAD_TOO_LARGE, () -> blobs().put("a", new ByteArrayInputStream(new byte[1001]), 1000));
        assertCode(
                ErrorCode.PAYLOAD_TOO_LARGE,
                () -> blobs().put("new/b", new ByteArrayInputStream(new byte[1001]), 1000));
        assertThat(read("a", 0, -1)).isEqualTo("older");
        assertThat(keys("", null, 10)).containsExactly("a");
        blobs().put("a", new ByteArrayInputStream(new byte[1000]), 1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/etc/passwd",
                "a/",
                "a//b",
                ".",
                "..",
                "../x",
                "a/../b",
                "a/..",
                "a/./b",
                "a\\b",
                "..\\x",
                "a\0b",
                "\ud800"
            })
    void hostileKeysTouchNothing(String key) {
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> put(key, "x"));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> blobs().open(key, 0, -1));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> blobs().stat(key));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> blobs().delete(key));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> blobs().deleteTree(key));
    }

    @Test
    void tooLongKeysAreRefused() throws IOException {
        String longest = ("d".repeat(127) + "/").repeat(7) + "d".repeat(128);
        put(longest, "x");
        assertThat(read(longest, 0, -1)).isEqualTo("x");
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> put(longest + "d", "x"));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> put("ğ".repeat(513), "x"));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> put("a".repeat(10_000_000), "x"));
    }

    @Test
    void keysThatLookOddAreJustKeys() throws IOException {
        for (String key : List.of("...", "..a", "a b", "%2e%2e", "~", "-rf", "con", "a:b", "*", "tmp", "a\nb")) {
            put("odd/" + key, key);
            assertThat(read("odd/" + key, 0, -1)).isEqualTo(key);
        }
    }

    @Test
    void aBlobAndAFolderOfOneNameAreAConflict() throws IOException {
        put("a", "blob");
        put("c/d/e", "blob");
        assertCode(ErrorCode.CONFLICT, () -> put("a/b", "x"));
        assertCode(ErrorCode.CONFLICT, () -> put("a/b/c", "x"));
        assertCode(ErrorCode.CONFLICT, () -> put("c", "x"));
        assertCode(ErrorCode.CONFLICT, () -> put("c/d", "x"));
        assertThat(keys("", null, 10)).containsExactly("a", "c/d/e");
        blobs().delete("c/d/e");
        put("c", "free again");
        assertThat(read("c", 0, -1)).isEqualTo("free again");
    }

    @Test
    void listsAreOrderedByKeyAndPaged() throws IOException {
        Random random = new Random(7);
        TreeSet<String> expected = new TreeSet<>();
        while (expected.size() < 200) {
            StringBuilder key = new StringBuilder();
            for (int depth = random.nextInt(3); depth >= 0; depth--) {
                key.append("ab-.0Aé".charAt(random.nextInt(7)))
                        .append(random.nextInt(6))
                        .append(depth == 0 ? "f" : "/");
            }
            if (expected.add(key.toString())) {
                put(key.toString(), "x");
            }
        }
        assertThat(keys("", null, 1000)).containsExactlyElementsOf(expected);
        for (String prefix : List.of("a", "a1", "a1/", "b0/-", "zzz", "é")) {
            assertThat(keys(prefix, null, 1000))
                    .containsExactlyElementsOf(
                            expected.stream().filter(k -> k.startsWith(prefix)).toList());
        }
        List<String> paged = new ArrayList<>();
        String after = null;
        for (List<String> page = keys("", after, 7); !page.isEmpty(); page = keys("", after, 7)) {
            paged.addAll(page);
            after = page.getLast();
        }
        assertThat(paged).containsExactlyElementsOf(expected);
    }

    @Test
    void childrenAreBlobsAndFolders() throws IOException {
        put("m/b", "12");
        put("m/a/x", "1");
        put("m/a/y/z", "1");
        put("m/c/x", "1");
        assertThat(blobs().children("m")).extracting(Stat::key).containsExactly("m/a", "m/b", "m/c");
        assertThat(blobs().children("m")).extracting(Stat::size).containsExactly(-1L, 2L, -1L);
        assertThat(blobs().children("")).extracting(Stat::key).containsExactly("m");
    }

    @Test
    void aTreeIsDeletedWhole() throws IOException {
        put("t/a", "1");
        put("t/b/c", "1");
        put("t-not", "1");
        put("tt", "1");
        assertThat(blobs().deleteTree("t")).isEqualTo(2);
        assertThat(blobs().deleteTree("t")).isZero();
        assertThat(blobs().deleteTree("tt")).isZero();
        assertThat(keys("", null, 10)).containsExactly("t-not", "tt");
        assertThat(blobs().children("")).extracting(Stat::key).containsExactly("t-not", "tt");
    }

    @Test
    void largeBlobsComeBackByteForByte() throws IOException {
        byte[] content = new byte[5_000_001];
        new Random(1).nextBytes(content);
        Stat stat = blobs().put("large", new ByteArrayInputStream(content), PLENTY);
        assertThat(stat.size()).isEqualTo(content.length);
        try (InputStream in = blobs().open("large", 0, -1).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void concurrentPutsAndDeletesLeaveWholeBlobs() throws Exception {
        List<Future<?>> futures = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 120; i++) {
                int n = i;
                futures.add(executor.submit(() -> {
                    String key = "shared/folder/k" + n % 3;
                    if (n % 4 == 0) {
                        blobs().delete(key);
                    } else {
                        put(key, Integer.toString(n % 10).repeat(50_000));
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
        for (String key : keys("shared", null, 10)) {
            assertThat(read(key, 0, -1)).hasSize(50_000).matches("(.)\\1*");
        }
    }
}
