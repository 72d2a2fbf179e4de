package io.slipway.tracking.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void whatWasEncryptedIsReadAgainWithTheSameFile() {
        Path file = folder.resolve("keys/webhooks.key");
        String stored = new Secrets(file).encrypted("geheim ü", "w1");
        assertThat(stored).startsWith("aes-gcm:").doesNotContain("geheim");
        assertThat(new Secrets(file).plain(stored, "w1")).isEqualTo("geheim ü");
        assertThat(new Secrets(file).encrypted("geheim ü", "w1")).isNotEqualTo(stored);
    }

    @Test
    void theFileIsForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("key");
        assertThat(new Secrets(file).plain("from before", "w1")).isEqualTo("from before");
        assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherKeyAnotherRowAndAChangeAreTold() throws IOException {
        var secrets = new Secrets(folder.resolve("key"));
        String stored = secrets.encrypted("geheim", "w1");
        assertThatThrownBy(() -> new Secrets(folder.resolve("other")).plain(stored, "w1"))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("another key")
                .hasMessageContaining("set the secret anew");
        assertThatThrownBy(() -> secrets.plain(stored, "w2")).hasMessageContaining("was changed");
        String changed = stored.substring(0, 20) + (stored.charAt(20) == 'A' ? 'B' : 'A') + stored.substring(21);
        assertThatThrownBy(() -> secrets.plain(changed, "w1")).hasMessageContaining("was changed");
        for (String cut : new String[] {"aes-gcm:", "aes-gcm::", stored.substring(0, 17), stored.substring(0, 24)}) {
            assertThatThrownBy(() -> secrets.plain(cut, "w1")).isInstanceOf(SlipwayException.class);
        }
    }

    @Test
    void aFileWithoutAKeyIsRefusedAndKept() throws IOException {
        for (String content : new String[] {"", "nonsense", "ab", HexFormat.of().formatHex(new byte[33]), "ü"}) {
            Path file = Files.writeString(folder.resolve("key"), content);
            assertThatThrownBy(() -> new Secrets(file))
                    .isInstanceOf(SlipwayException.class)
                    .hasMessageContaining("64 hexadecimal digits");
            assertThat(Files.readString(file)).isEqualTo(content);
        }
    }
}
