package io.slipway.data.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden values are those of DVC 3.67.1. */
class DvcTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path remote;

    @SuppressWarnings("NullAway.Init")
    private Path root;

    @BeforeEach
    void project() throws Exception {
        root = TestProject.in(folder);
        DvcConfig config = DvcConfig.load(root.resolve(".dvc/config"));
        config.set(DvcConfig.remoteSection("store"), "url", remote.toString());
        config.set("core", "remote", "store");
        config.save(root.resolve(".dvc/config"));
    }

    private void write(String file, String text) throws Exception {
        TestProject.write(root, file, text);
    }

    private void add(String... targets) throws Exception {
        try (Dvc dvc = Dvc.open(root)) {
            dvc.add(List.of(targets), true);
        }
    }

    private List<String> status() throws Exception {
        try (Dvc dvc = Dvc.open(root)) {
            return dvc.status(List.of()).entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue().outputs())
                    .toList();
        }
    }

    private void goldenFolder() throws Exception {
        write("data/foo", "foo");
        write("data/bar", "bar");
        write("data/crlf.txt", "a\r\nb\r\n");
        write("data/sub/é ü.txt", "baz");
        write("data/A", "x");
        write("data/a-b", "y");
        write("data/a.b", "z");
        write("data/a/z", "w");
        write("data/empty", "");
        Files.createDirectories(root.resolve("data/nothing"));
        Files.createSymbolicLink(root.resolve("data/lnk"), Path.of("foo"));
    }

    @Test
    void tracksAFolderInDvcsBytes() throws Exception {
        goldenFolder();
        add("data");
        assertThat(TestProject.read(root, "data.dvc"))
                .isEqualTo("outs:\n- md5: 0ca6414a7e0e9f90e6dbf3295406f555.dir\n  size: 22\n  nfiles: 10\n"
                        + "  hash: md5\n  path: data\n");
        Path object = root.resolve(".dvc/cache/files/md5/0c/a6414a7e0e9f90e6dbf3295406f555.dir");
        assertThat(Files.size(object)).isEqualTo(653);
        assertThat(Files.readString(object)).contains("\"sub/\\u00e9 \\u00fc.txt\"");
        assertThat(Files.getPosixFilePermissions(object)).isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
        assertThat(status()).isEmpty();
    }

    @Test
    void seesChangesOfContentAndRestoresWhatWasRecorded() throws Exception {
        goldenFolder();
        add("data");
        write("data/foo", "FOO");
        write("data/extra", "e");
        Files.delete(root.resolve("data/bar"));
        assertThat(status()).containsExactly("data.dvc {data=modified}");
        try (Dvc dvc = Dvc.open(root)) {
            assertThatThrownBy(() -> dvc.checkout(List.of(), false, false)).hasMessageContaining("Use `-f` to force");
            assertThat(TestProject.read(root, "data/foo")).isEqualTo("FOO");
            dvc.checkout(List.of(), true, false);
        }
        assertThat(TestProject.read(root, "data/foo")).isEqualTo("foo");
        assertThat(root.resolve("data/extra")).doesNotExist();
        assertThat(status()).isEmpty();
    }

    @Test
    void movesObjectsToARemoteAndBack() throws Exception {
        goldenFolder();
        add("data");
        var scope = new Transfers.Scope(List.of(), Optional.empty(), false);
        try (Dvc dvc = Dvc.open(root)) {
            assertThat(new Transfers(dvc).status(scope)).containsEntry("data/foo", "new");
            assertThat(new Transfers(dvc).push(scope)).isEqualTo(10);
            assertThat(new Transfers(dvc).push(scope)).isZero();
            assertThat(new Transfers(dvc).status(scope)).isEmpty();
        }
        io.slipway.data.dvc.store.AtomicFiles.delete(root.resolve(".dvc/cache"));
        io.slipway.data.dvc.store.AtomicFiles.delete(root.resolve("data"));
        try (Dvc dvc = Dvc.open(root)) {
            Transfers.Pulled pulled = new Transfers(dvc).pull(scope, false);
            assertThat(pulled.fetched()).isEqualTo(10);
            assertThat(pulled.checkedOut().changes()).containsKey("data/");
        }
        assertThat(TestProject.read(root, "data/sub/é ü.txt")).isEqualTo("baz");
        assertThat(status()).isEmpty();
    }

    @Test
    void aLyingObjectIsFoundAndNothingWrongIsHandedOn() throws Exception {
        write("one.txt", "hello");
        add("one.txt");
        Path object = root.resolve(".dvc/cache/files/md5/5d/41402abc4b2a76b9719d911017c592");
        Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(object, "hellO");
        Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("r--r--r--"));
        Files.delete(root.resolve("one.txt"));
        try (Dvc dvc = Dvc.open(root)) {
            assertThatThrownBy(() -> dvc.checkout(List.of(), false, false)).hasMessageContaining("was corrupted");
            assertThat(root.resolve("one.txt")).doesNotExist();
            assertThatThrownBy(() -> new Transfers(dvc).push(new Transfers.Scope(List.of(), Optional.empty(), false)))
                    .hasMessageContaining("failed to upload");
        }
    }

    @Test
    void refusesWhatOverlapsLiesOutsideOrDoesNotExist() throws Exception {
        write("a/b/c.txt", "1");
        add("a/b");
        assertThatThrownBy(() -> add("a")).hasMessageContaining("overlapping with other DVC tracked output: 'a/b'");
        assertThatThrownBy(() -> add("../outside")).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> add("/etc/hosts")).hasMessageContaining("outside of DVC project");
        assertThatThrownBy(() -> add("nope")).hasMessageContaining("output 'nope' does not exist");
        Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        assertThatThrownBy(() -> add("link/b")).hasMessageContaining("symlinked");
        assertThat(root.resolve("a.dvc")).doesNotExist();
    }

    @Test
    void aLinkThatLeadsToItselfIsNamed() throws Exception {
        Files.createDirectories(root.resolve("d"));
        Files.createSymbolicLink(root.resolve("d/loop"), Path.of("loop"));
        assertThatThrownBy(() -> add("d")).isInstanceOf(DvcException.class).hasMessageContaining("loop");
        Files.delete(root.resolve("d/loop"));
        Files.createSymbolicLink(root.resolve("d/up"), Path.of(".."));
        write("d/x", "1");
        add("d");
        assertThat(TestProject.read(root, "d.dvc")).contains("nfiles: 1\n");
    }

    @Test
    void ignoredFilesAreNotTracked() throws Exception {
        write(".dvcignore", "*.log\n");
        write("d/x", "1");
        write("d/y.log", "2");
        add("d");
        assertThat(TestProject.read(root, "d.dvc")).contains("nfiles: 1\n");
        write("d/z.log", "3");
        assertThat(status()).isEmpty();
    }

    @Test
    void keepsCommentsAndNotesOfADataFile() throws Exception {
        write("one.txt", "hello");
        add("one.txt");
        write(
                "one.txt.dvc",
                "# where it is from\nouts:\n- md5: 5d41402abc4b2a76b9719d911017c592  # v1\n  size: 5\n"
                        + "  hash: md5\n  path: one.txt\n  desc: a greeting\nmeta:\n  owner: ada\n");
        write("one.txt", "hello!");
        add("one.txt");
        assertThat(TestProject.read(root, "one.txt.dvc"))
                .isEqualTo("# where it is from\nouts:\n- md5: 5a8dd3ad0756a93ded72b823b19dd877  # v1\n  size: 6\n"
                        + "  hash: md5\n  path: one.txt\n  desc: a greeting\nmeta:\n  owner: ada\n");
    }

    @Test
    void brokenMetadataIsToldWithItsPlace() throws Exception {
        write("bad.dvc", "outs:\n- md5: zzz\n  hash: md5\n  path: bad\n");
        assertThatThrownBy(this::status).hasMessageContaining("bad.dvc:2:8").hasMessageContaining("not an md5");
        write("bad.dvc", "outs:\n- md5: [\n");
        assertThatThrownBy(this::status).hasMessageContaining("bad.dvc:3:1");
        write("bad.dvc", "outs:\n- {md5: 5d41402abc4b2a76b9719d911017c592, path: bad}\n");
        assertThatThrownBy(this::status).hasMessageContaining("written by DVC 2");
    }

    @Test
    void gcKeepsWhatTheWorkspaceNames() throws Exception {
        write("one.txt", "old");
        add("one.txt");
        write("one.txt", "new");
        add("one.txt");
        try (Dvc dvc = Dvc.open(root)) {
            assertThat(new Transfers(dvc).collectGarbage(true)).isEqualTo(1);
            assertThat(new Transfers(dvc).collectGarbage(false)).isEqualTo(1);
        }
        assertThat(status()).isEmpty();
    }
}
