package io.slipway.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

class S3StorageTest {
    @TempDir
    Path home;

    private Storage open(S3Address address) {
        return S3Storage.open(home, address, () -> EmbeddedStorage.open(home, InstantSource.system()));
    }

    private static void put(Storage storage, String key) throws IOException {
        storage.blobs().put(key, new ByteArrayInputStream(new byte[] {1, 2, 3}), 100);
    }

    @Test
    void objectsLieBehindThePrefixAndNothingBesideItIsSeen() throws IOException {
        S3Address address = S3Server.freshBucket("team/slipway/");
        try (S3Client client = S3Server.client();
                Storage storage = open(address)) {
            client.putObject(
                    r -> r.bucket(address.bucket()).key("team/slipwayside"),
                    software.amazon.awssdk.core.sync.RequestBody.fromString("x"));
            put(storage, "a/b");
            assertThat(client.listObjectsV2(r -> r.bucket(address.bucket())).contents())
                    .extracting(o -> o.key())
                    .containsExactly("team/slipway/a/b", "team/slipwayside");
            assertThat(storage.blobs().list("", null, 10))
                    .extracting(s -> s.key())
                    .containsExactly("a/b");
            assertThat(storage.blobs().children("")).extracting(s -> s.key()).containsExactly("a");
        }
    }

    @Test
    void aHomeStaysWithItsFiles() throws IOException {
        try (Storage own = EmbeddedStorage.open(home, InstantSource.system())) {
            put(own, "a");
        }
        S3Address address = S3Server.freshBucket("");
        assertThatThrownBy(() -> open(address)).hasMessageContaining("aws s3 sync");
        Files.move(home.resolve("blobs"), home.resolve("moved-away"));
        open(address).close();
        open(address).close();
        assertThatThrownBy(() -> open(S3Server.freshBucket(""))).hasMessageContaining(address.toString());
        assertThatThrownBy(() -> S3Storage.refuseOther(home)).hasMessageContaining("storage.blobs.url");
    }

    @Test
    void aStoreThatIsMissingOrRefusesIsToldAtTheStart() throws IOException {
        String endpoint = S3Server.endpoint().toString();
        S3Address none = S3Address.of("s3://not-there", endpoint, null, S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
        assertUnavailable(none, "there is no bucket for s3://not-there");
        S3Address fresh = S3Server.freshBucket("");
        S3Address wrong = S3Address.of(fresh.toString(), endpoint, null, S3Server.ACCESS_KEY, "wrong");
        assertUnavailable(wrong, "storage.blobs.access-key");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        S3Address nobody = S3Address.of("s3://bucket", "http://127.0.0.1:" + free, null, "a", "b");
        assertUnavailable(nobody, "does not answer");
        assertThat(home).isEmptyDirectory();
    }

    private void assertUnavailable(S3Address address, String words) {
        assertThatThrownBy(() -> open(address))
                .isInstanceOfSatisfying(
                        SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining(words)
                .hasMessageNotContaining(S3Server.SECRET_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bucket", "s3://", "s3://UPPER", "s3:///prefix", "https://bucket", "s3://a/b\nc"})
    void whatIsNoAddressIsRefused(String url) {
        assertThatThrownBy(() -> S3Address.of(url, null, null, null, null)).hasMessageContaining("s3://bucket");
    }

    @ParameterizedTest
    @CsvSource({"ftp://host,a,b", "host:9000,a,b", "http://host:9000,a,", "http://host:9000,,b"})
    void whatIsNotWholeIsRefused(String endpoint, String access, String secret) {
        assertThatThrownBy(() -> S3Address.of("s3://bucket", endpoint, null, access, secret))
                .isInstanceOfSatisfying(
                        SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
