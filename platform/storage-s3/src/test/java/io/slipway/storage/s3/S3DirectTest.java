package io.slipway.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.DirectBlobs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3DirectTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long PLENTY = 1L << 30;

    private final S3Blobs blobs = S3Blobs.open(S3Server.freshBucket("p"));
    private final DirectBlobs direct = blobs.direct().orElseThrow();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        blobs.close();
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private DirectBlobs.Part put(DirectBlobs.Upload upload, int number, byte[] part)
            throws IOException, InterruptedException {
        var answer = send(HttpRequest.newBuilder(URI.create(upload.addresses().get(number - 1)))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(part)));
        assertThat(answer.statusCode()).isEqualTo(200);
        return new DirectBlobs.Part(number, answer.headers().firstValue("ETag").orElseThrow());
    }

    private static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SlipwayException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void partsThatOthersSendBecomeOneBlobAtTheEnd() throws Exception {
        byte[] first = new byte[5 << 20];
        byte[] second = {7};
        DirectBlobs.Upload upload = direct.begin("a/b", 2, HOUR);
        List<DirectBlobs.Part> parts = List.of(put(upload, 1, first), put(upload, 2, second));
        assertThat(blobs.stat("a/b")).isEmpty();
        assertThat(direct.complete("a/b", upload.id(), parts, PLENTY).size()).isEqualTo(first.length + 1L);
        var fetched = send(HttpRequest.newBuilder(URI.create(direct.address("a/b", HOUR)))
                .header("Range", "bytes=" + first.length + "-"));
        assertThat(fetched.statusCode()).isEqualTo(206);
        assertThat(fetched.body()).isEqualTo(second);
    }

    @Test
    void anAddressIsForOneBlobAndForOneWay() throws Exception {
        blobs.put("a", new ByteArrayInputStream(new byte[] {1}), PLENTY);
        blobs.put("b", new ByteArrayInputStream(new byte[] {2}), PLENTY);
        String address = direct.address("a", HOUR);
        assertThat(send(HttpRequest.newBuilder(URI.create(address.replace("/a?", "/b?"))))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(HttpRequest.newBuilder(URI.create(address))
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[] {3})))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(HttpRequest.newBuilder(URI.create(address))).body()).containsExactly(1);
    }

    @Test
    void whatWasGivenUpOrIsTooLargeOrOfAnotherKeyLeavesNothing() throws Exception {
        DirectBlobs.Upload given = direct.begin("a", 1, HOUR);
        List<DirectBlobs.Part> parts = List.of(put(given, 1, new byte[10]));
        assertCode(ErrorCode.NOT_FOUND, () -> direct.complete("other", given.id() + "x", parts, PLENTY));
        direct.abort("a", given.id());
        direct.abort("a", given.id());
        assertThatThrownBy(() -> direct.complete("a", given.id(), parts, PLENTY))
                .isInstanceOf(SlipwayException.class);

        DirectBlobs.Upload large = direct.begin("large", 1, HOUR);
        List<DirectBlobs.Part> sent = List.of(put(large, 1, new byte[1001]));
        assertCode(ErrorCode.PAYLOAD_TOO_LARGE, () -> direct.complete("large", large.id(), sent, 1000));
        assertThat(blobs.list("", null, 10)).isEmpty();
    }

    @Test
    void hostileKeysAndNumbersBeginNothing() {
        for (String key : List.of("../x", "a//b", "", "a\\b")) {
            assertCode(ErrorCode.INVALID_ARGUMENT, () -> direct.begin(key, 1, HOUR));
            assertCode(ErrorCode.INVALID_ARGUMENT, () -> direct.address(key, HOUR));
        }
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> direct.begin("a", 0, HOUR));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> direct.begin("a", 10_001, HOUR));
    }
}
