package io.slipway.storage.s3;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy, a server that speaks Amazon's protocol with signatures checked, its objects in memory; one for all tests. */
final class S3Server {
    static final String ACCESS_KEY = "access";
    static final String SECRET_KEY = "secret-key-of-the-tests";
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private S3Server() {}

    private static final class Holder {
        static final S3ProxyExtension SERVER = started();

        private static S3ProxyExtension started() {
            var server = S3ProxyExtension.builder()
                    .withCredentials(ACCESS_KEY, SECRET_KEY)
                    .withBlobStoreProvider("transient")
                    .build();
            try {
                server.beforeEach(null);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return server;
        }
    }

    static URI endpoint() {
        return Holder.SERVER.getUri();
    }

    static S3Client client() {
        return S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .region(Region.US_EAST_1)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .endpointOverride(endpoint())
                .forcePathStyle(true)
                .build();
    }

    /** The address of a new bucket. */
    static S3Address freshBucket(String prefix) {
        String bucket = "bucket-" + BUCKETS.incrementAndGet();
        try (S3Client client = client()) {
            client.createBucket(r -> r.bucket(bucket));
        }
        return S3Address.of("s3://" + bucket + "/" + prefix, endpoint().toString(), null, ACCESS_KEY, SECRET_KEY);
    }
}
