package io.slipway.data.dvc.store;

import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Which file it is and when it last changed; times are nanoseconds since 1970. Equal stamps: the same bytes. */
public record FileStamp(long device, long inode, long size, long modified, long changed, int mode) {
    private static final int TYPE = 0xf000;
    private static final int FOLDER = 0x4000;
    private static final int REGULAR = 0x8000;
    private static final int LINK = 0xa000;

    public static FileStamp of(Path file, LinkOption... options) throws IOException {
        Map<String, Object> a = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime,mode", options);
        return new FileStamp(
                number(a, "dev"),
                number(a, "ino"),
                number(a, "size"),
                nanos(a, "lastModifiedTime"),
                nanos(a, "ctime"),
                (int) number(a, "mode"));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name))).longValue();
    }

    private static long nanos(Map<String, Object> attributes, String name) {
        return ((FileTime) Objects.requireNonNull(attributes.get(name))).to(TimeUnit.NANOSECONDS);
    }

    public boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    public boolean isFile() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    public boolean isExecutable() {
        return (mode & 0100) != 0;
    }

    boolean sameContent(FileStamp other) {
        return device == other.device
                && inode == other.inode
                && size == other.size
                && modified == other.modified
                && changed == other.changed;
    }

    /** @throws DvcException if the file is no longer what it was when this stamp was taken */
    void requireUnchanged(Path file) throws IOException {
        if (!of(file).sameContent(this)) {
            throw new DvcException("'" + file + "' changed while it was read; run the command again");
        }
    }
}
