package io.slipway.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The content of an object. What is not read is not fetched, and content that does not match its checksum fails. */
final class ObjectInput extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> content;
    private boolean ended;

    ObjectInput(ResponseInputStream<GetObjectResponse> content) {
        super(content);
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        try {
            int count = content.read(bytes, from, most);
            ended |= count < 0;
            return count;
        } catch (SdkException e) {
            throw new IOException("the store sent an object damaged or broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            content.close();
        } else {
            content.abort();
        }
    }
}
