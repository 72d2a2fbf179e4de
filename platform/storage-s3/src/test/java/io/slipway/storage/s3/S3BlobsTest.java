package io.slipway.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.storage.BlobsContract;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

class S3BlobsTest extends BlobsContract {
    private final S3Address address = S3Server.freshBucket("");

    @Override
    protected Storage open(Path home) {
        return S3Storage.open(home, address, () -> EmbeddedStorage.open(home, InstantSource.system()));
    }

    @Test
    void whatIsLongerThanAPartIsSentInPartsAndComesBack() throws IOException {
        byte[] content = new byte[(17 << 20) + 5];
        new Random(3).nextBytes(content);
        assertThat(storage()
                        .blobs()
                        .put("folder/long", new ByteArrayInputStream(content), 1L << 30)
                        .size())
                .isEqualTo(content.length);
        try (InputStream in = storage().blobs().open("folder/long", 0, -1).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        try (InputStream in =
                storage().blobs().open("folder/long", 16 << 20, 100).orElseThrow()) {
            assertThat(in.readAllBytes()).hasSize(100);
        }
    }

    @Test
    void aLongPutThatIsCutOffLeavesNeitherAnObjectNorParts() {
        InputStream cut = new SequenceInputStream(new ByteArrayInputStream(new byte[9 << 20]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the client is gone");
            }
        });
        Assertions.assertThatThrownBy(() -> storage().blobs().put("cut", cut, 1L << 30))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gone");
        try (S3Client client = S3Server.client()) {
            assertThat(client.listObjectsV2(r -> r.bucket(address.bucket())).contents())
                    .isEmpty();
            assertThat(client.listMultipartUploads(r -> r.bucket(address.bucket()))
                            .uploads())
                    .isEmpty();
        }
    }
}
