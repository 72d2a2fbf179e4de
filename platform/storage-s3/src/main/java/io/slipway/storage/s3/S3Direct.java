package io.slipway.storage.s3;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Blobs;
import io.slipway.storage.DirectBlobs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Addresses with a signature (AWS Signature Version 4, query parameters) and uploads in parts. */
final class S3Direct implements DirectBlobs, AutoCloseable {
    private final S3Blobs blobs;
    private final S3Client client;
    private final S3Presigner presigner;
    private final String bucket;

    S3Direct(S3Blobs blobs, S3Client client, S3Presigner presigner, String bucket) {
        this.blobs = blobs;
        this.client = client;
        this.presigner = presigner;
        this.bucket = bucket;
    }

    @Override
    public Upload begin(String key, int parts, Duration valid) throws IOException {
        if (parts < 1 || parts > MOST_PARTS) {
            throw SlipwayException.invalid("an upload has 1 to " + MOST_PARTS + " parts, not " + parts);
        }
        String object = blobs.object(key);
        blobs.refuseCollision(key);
        String id = blobs.asked(() ->
                client.createMultipartUpload(r -> r.bucket(bucket).key(object)).uploadId());
        List<String> addresses = IntStream.rangeClosed(1, parts)
                .mapToObj(number -> presigner
                        .presignUploadPart(p -> p.signatureDuration(valid)
                                .uploadPartRequest(r -> r.bucket(bucket)
                                        .key(object)
                                        .uploadId(id)
                                        .partNumber(number)))
                        .url()
                        .toString())
                .toList();
        return new Upload(id, addresses);
    }

    @Override
    public Blobs.Stat complete(String key, String upload, List<Part> parts, long maxBytes) throws IOException {
        String object = blobs.object(key);
        List<CompletedPart> sent = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .build())
                .toList();
        blobs.asked(() -> {
            try {
                return client.completeMultipartUpload(
                        r -> r.bucket(bucket).key(object).uploadId(upload).multipartUpload(m -> m.parts(sent)));
            } catch (S3Exception e) {
                throw refused(key, e);
            }
        });
        Blobs.Stat stat = blobs.stat(key).orElseThrow(() -> missing(key));
        if (stat.size() > maxBytes) {
            blobs.delete(key);
            throw new SlipwayException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "the file " + key + " is larger than the " + maxBytes + " bytes allowed here");
        }
        blobs.stored(key);
        return stat;
    }

    private static RuntimeException refused(String key, S3Exception e) {
        String code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        return switch (code) {
            case "NoSuchUpload", "NoSuchKey" -> missing(key);
            case "InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML" ->
                SlipwayException.invalid("the parts of " + key + " are not those that were sent, or one but the last is"
                        + " smaller than the store takes: " + code + ". Send the file again");
            default -> e;
        };
    }

    private static SlipwayException missing(String key) {
        return SlipwayException.notFound(
                "there is no such upload of " + key + ": it was completed, aborted or never begun");
    }

    @Override
    public void abort(String key, String upload) throws IOException {
        String object = blobs.object(key);
        blobs.asked(() -> {
            try {
                return client.abortMultipartUpload(
                        r -> r.bucket(bucket).key(object).uploadId(upload));
            } catch (S3Exception e) {
                if (e.statusCode() == 404) {
                    return null;
                }
                throw e;
            }
        });
    }

    @Override
    public String address(String key, Duration valid) {
        String object = blobs.object(key);
        return presigner
                .presignGetObject(p -> p.signatureDuration(valid)
                        .getObjectRequest(r -> r.bucket(bucket).key(object)))
                .url()
                .toString();
    }

    @Override
    public void close() {
        presigner.close();
    }
}
