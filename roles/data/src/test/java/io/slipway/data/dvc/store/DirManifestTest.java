package io.slipway.data.dvc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.data.dvc.error.DvcException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DirManifestTest {
    private static final String MD5 = "0".repeat(32);

    @Test
    void hasDvcsNameForTheEmptyFolder() {
        assertThat(new DirManifest(List.of()).oid()).isEqualTo("d751713988987e9331980363e24189ce.dir");
    }

    @Test
    void sortsByCodePointNotByUtf16Unit() {
        DirManifest manifest = new DirManifest(
                List.of(new DirManifest.Entry("\uD801\uDC37", MD5), new DirManifest.Entry("\uFB01", MD5)));
        assertThat(manifest.entries()).extracting(DirManifest.Entry::path).containsExactly("\uFB01", "\uD801\uDC37");
    }

    @Test
    void anyOrderOfFilesGivesTheSameObjectWhichReadsBackTheSame() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<DirManifest.Entry> entries = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                String name = Character.toString(33 + random.nextInt(0xD000)).replaceAll("[/.]", "x");
                entries.add(new DirManifest.Entry(i + "/" + name, Md5.hex(new byte[] {(byte) i})));
            }
            DirManifest manifest = new DirManifest(entries);
            Collections.shuffle(entries, random);
            assertThat(new DirManifest(entries).oid()).as("seed %s", seed).isEqualTo(manifest.oid());
            assertThat(DirManifest.parse("t", manifest.bytes()))
                    .as("seed %s", seed)
                    .isEqualTo(manifest);
        }
    }

    @Test
    void pathsThatLeaveTheFolderAreRefused() {
        for (String path : List.of("../x", "/etc/passwd", "a/../../x", "", ".", "a//b", "a/", "a/./b", "x\\u0000")) {
            String json = "[{\"md5\": \"" + MD5 + "\", \"relpath\": \"" + path + "\"}]";
            assertThatThrownBy(() -> DirManifest.parse("t", json.getBytes(StandardCharsets.UTF_8)))
                    .as(path)
                    .isInstanceOf(DvcException.class)
                    .hasMessageContaining("a path inside the folder");
        }
    }

    @Test
    void otherJsonIsRefused() {
        for (String json :
                List.of("", "{}", "[1]", "[{}]", "[{\"md5\": \"zz\", \"relpath\": \"a\"}]", "[] x", "[[[[[[[[[[")) {
            assertThatThrownBy(() -> DirManifest.parse("t", json.getBytes(StandardCharsets.UTF_8)))
                    .as(json)
                    .isInstanceOf(DvcException.class);
        }
    }
}
