package io.slipway.storage.s3;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends one stream: a short one as one request, a longer one in parts, of which nothing is visible until all are there.
 * One part is in memory at a time. Ten thousand parts are S3's most (Amazon S3 User Guide, "Multipart upload limits");
 * later parts are larger, so that they hold about 600 GB.
 */
final class Upload {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);
    private static final int PART = 8 << 20;
    private static final int LATER_PART = 64 << 20;
    private static final int FIRST_PARTS = 1000;

    private final S3Client client;
    private final String bucket;
    private final String object;
    private final String key;
    private final long maxBytes;
    private long sent;

    /** @param object the key of the object; {@code key} that of the blob, for complaints */
    Upload(S3Client client, String bucket, String object, String key, long maxBytes) {
        this.client = client;
        this.bucket = bucket;
        this.object = object;
        this.key = key;
        this.maxBytes = maxBytes;
    }

    void send(InputStream content) throws IOException {
        byte[] first = next(content, PART);
        if (first.length < PART) {
            client.putObject(r -> r.bucket(bucket).key(object).contentMD5(md5(first)), RequestBody.fromBytes(first));
            return;
        }
        String id =
                client.createMultipartUpload(r -> r.bucket(bucket).key(object)).uploadId();
        boolean whole = false;
        try {
            List<CompletedPart> parts = sendParts(id, first, content);
            client.completeMultipartUpload(
                    r -> r.bucket(bucket).key(object).uploadId(id).multipartUpload(m -> m.parts(parts)));
            whole = true;
        } finally {
            if (!whole) {
                abort(id);
            }
        }
    }

    /** How many bytes were read. */
    long sent() {
        return sent;
    }

    private List<CompletedPart> sendParts(String id, byte[] first, InputStream content) throws IOException {
        var parts = new ArrayList<CompletedPart>();
        for (byte[] bytes = first; bytes.length > 0; ) {
            int number = parts.size() + 1;
            byte[] part = bytes;
            String etag = client.uploadPart(
                            r -> r.bucket(bucket)
                                    .key(object)
                                    .uploadId(id)
                                    .partNumber(number)
                                    .contentMD5(md5(part)),
                            RequestBody.fromBytes(part))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            bytes = next(content, number < FIRST_PARTS ? PART : LATER_PART);
        }
        return parts;
    }

    private byte[] next(InputStream content, int most) throws IOException {
        byte[] bytes = content.readNBytes(most);
        sent += bytes.length;
        if (sent > maxBytes) {
            throw new SlipwayException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "the file " + key + " is larger than the " + maxBytes + " bytes allowed here");
        }
        return bytes;
    }

    /** The store compares it with what arrives (RFC 1864). */
    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void abort(String id) {
        try {
            client.abortMultipartUpload(r -> r.bucket(bucket).key(object).uploadId(id));
        } catch (SdkException e) {
            LOG.warn(
                    "The parts of {} that were sent stay in the bucket {} until its lifecycle rule removes them: {}",
                    object,
                    bucket,
                    e.getMessage());
        }
    }
}
