package io.slipway.tracking.webhooks;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** A file with one key of 256 bits in hexadecimal digits that nobody but the server's user may read. */
final class SecretKeyFile {
    private static final int BYTES = 32;
    private static final int MOST_BYTES_OF_FILE = 1024;
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private SecretKeyFile() {}

    /**
     * The key of a file, which is made with a random key if it is missing.
     *
     * @throws SlipwayException INVALID_ARGUMENT if the file holds no key, UNAVAILABLE if it cannot be read or made
     */
    static byte[] read(Path file) {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                make(file);
            }
            if (Files.size(file) > MOST_BYTES_OF_FILE) {
                throw noKey(file);
            }
            byte[] key = HexFormat.of()
                    .parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
            if (key.length != BYTES) {
                throw noKey(file);
            }
            return key;
        } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
            throw noKey(file);
        } catch (IOException e) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE,
                    "cannot use " + file + ", the key that secrets of webhooks are encrypted with: " + e
                            + "; let the server's user read it, or name another with tracking.webhooks.secret-key-file",
                    e);
        }
    }

    private static void make(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        FileAttribute<?>[] rights =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(file, NEW, rights)) {
            channel.write(java.nio.ByteBuffer.wrap(
                    (HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (FileAlreadyExistsException e) {
            // another server was quicker: its key is the key
        }
    }

    private static SlipwayException noKey(Path file) {
        return SlipwayException.invalid(
                file + " must hold the key that secrets of webhooks are encrypted with: " + 2 * BYTES
                        + " hexadecimal digits. Restore it, or remove it to get a new key and set the secrets anew.");
    }
}
