package io.slipway.tracking.webhooks;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets for the database: AES-256 in GCM with a random nonce of 96 bits, bound to the row that it is for. What
 * is kept is {@code aes-gcm:<name of the key>:<Base64 of nonce and ciphertext>}; the name is the beginning of a digest
 * of the key, so that a wrong key is told from a damaged text. Texts without that beginning are from before secrets were
 * encrypted, and are read as they are.
 */
final class Secrets {
    private static final String SCHEME = "aes-gcm:";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final SecretKeySpec key;
    private final String name;

    /** @throws SlipwayException if the key cannot be had, see {@link SecretKeyFile#read} */
    Secrets(Path file) {
        this.file = file;
        byte[] bytes = SecretKeyFile.read(file);
        this.key = new SecretKeySpec(bytes, "AES");
        this.name = name(bytes);
    }

    private static String name(byte[] key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key), 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isEncrypted(String stored) {
        return stored.startsWith(SCHEME);
    }

    /** @param row id of what the secret belongs to; only with it can the secret be read again */
    String encrypted(String secret, String row) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] text = cipher(Cipher.ENCRYPT_MODE, nonce, row).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] both = ByteBuffer.allocate(nonce.length + text.length)
                    .put(nonce)
                    .put(text)
                    .array();
            return SCHEME + name + ":" + Base64.getEncoder().encodeToString(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws SlipwayException DATA_CORRUPT if it was encrypted with another key, for another row, or was changed */
    String plain(String stored, String row) {
        if (!isEncrypted(stored)) {
            return stored;
        }
        String[] parts = stored.split(":", 3);
        if (parts.length != 3 || !parts[1].equals(name)) {
            throw unreadable("was encrypted with another key than that of " + file
                    + "; restore the file from the backup of the same time, or set the secret anew");
        }
        try {
            byte[] both = Base64.getDecoder().decode(parts[2]);
            byte[] nonce = java.util.Arrays.copyOf(both, NONCE_BYTES);
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce, row)
                    .doFinal(both, NONCE_BYTES, Math.max(0, both.length - NONCE_BYTES));
            return new String(text, StandardCharsets.UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw unreadable("was changed in the database; set it anew");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String row) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(row.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static SlipwayException unreadable(String why) {
        return new SlipwayException(ErrorCode.DATA_CORRUPT, "The secret of the webhook " + why + ".");
    }
}
