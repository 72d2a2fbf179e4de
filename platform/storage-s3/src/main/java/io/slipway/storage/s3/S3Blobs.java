package io.slipway.storage.s3;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.BlobKeys;
import io.slipway.storage.Blobs;
import io.slipway.storage.DirectBlobs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Each blob is one object whose key is the blob's, behind a prefix. A store of this kind has no folders, so that a name
 * is not both a blob and a folder is looked up before each put; two puts at the same moment can slip past each other.
 */
final class S3Blobs implements Blobs, AutoCloseable {
    private static final int PAGE = 1000;
    private static final int DELETIONS = 16;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final S3Client client;
    private final S3Address address;
    private final S3Direct direct;
    private final KnownFolders folders = new KnownFolders();

    private S3Blobs(S3Client client, S3Presigner presigner, S3Address address) {
        this.client = client;
        this.address = address;
        this.direct = new S3Direct(this, client, presigner, address.bucket());
    }

    static S3Blobs open(S3Address address) {
        AwsCredentialsProvider credentials = address.accessKey() == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(address.accessKey(), address.secretKey()));
        boolean byPath = address.endpoint() != null;
        S3Client client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                .credentialsProvider(credentials)
                .region(region(address))
                .endpointOverride(address.endpoint())
                .forcePathStyle(byPath)
                // Stores other than Amazon's do not take checksums that follow the content; Upload sends them before
                // it.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .build();
        S3Presigner presigner = S3Presigner.builder()
                .credentialsProvider(credentials)
                .region(region(address))
                .endpointOverride(address.endpoint())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(byPath).build())
                .build();
        var blobs = new S3Blobs(client, presigner, address);
        boolean answered = false;
        try {
            blobs.asked(() -> blobs.client.listObjectsV2(
                    r -> r.bucket(address.bucket()).prefix(address.prefix()).maxKeys(1)));
            answered = true;
            return blobs;
        } finally {
            if (!answered) {
                blobs.close();
            }
        }
    }

    private static Region region(S3Address address) {
        if (!address.region().isEmpty()) {
            return Region.of(address.region());
        }
        if (address.endpoint() != null) {
            return Region.US_EAST_1; // the environment's is Amazon's, and asking for it can take a second
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }

    @Override
    public Stat put(String key, InputStream content, long maxBytes) throws IOException {
        String object = object(key);
        refuseCollision(key);
        var upload = new Upload(client, address.bucket(), object, key, maxBytes);
        try {
            asked(() -> {
                try {
                    upload.send(content);
                    return true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        stored(key);
        return new Stat(key, upload.sent(), System.currentTimeMillis());
    }

    /** A blob lies at {@code key} from now on. */
    void stored(String key) {
        folders.add(key);
    }

    @Override
    public Optional<DirectBlobs> direct() {
        return Optional.of(direct);
    }

    void refuseCollision(String key) throws IOException {
        if (!list(key + "/", null, 1).isEmpty()) {
            throw collides(key);
        }
        folders.remove(key);
        for (String above : KnownFolders.above(key)) {
            if (!folders.contains(above) && stat(above).isPresent()) {
                throw collides(key);
            }
        }
    }

    private static SlipwayException collides(String key) {
        return new SlipwayException(
                ErrorCode.CONFLICT,
                "cannot store " + key + ": a folder has this name, or a file has the name of one of its folders");
    }

    @Override
    public Optional<InputStream> open(String key, long offset, long length) throws IOException {
        if (offset < 0 || length < -1) {
            throw SlipwayException.invalid("a part of a file starts at 0 or later and has a length of 0 or more");
        }
        String object = object(key);
        Optional<Stat> stat = stat(key);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        long size = stat.get().size();
        if (offset > size) {
            throw new SlipwayException(
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    "the file " + key + " has " + size + " bytes; there is nothing at " + offset);
        }
        long end = length < 0 || length > size - offset ? size : offset + length;
        if (end == offset) {
            return Optional.of(new ByteArrayInputStream(new byte[0]));
        }
        boolean whole = offset == 0 && end == size;
        try {
            var in = asked(() -> client.getObject(r -> {
                r.bucket(address.bucket()).key(object);
                if (!whole) {
                    r.range("bytes=" + offset + "-" + (end - 1));
                }
            }));
            return Optional.of(new ObjectInput(in));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Stat> stat(String key) throws IOException {
        String object = object(key);
        try {
            HeadObjectResponse head = asked(
                    () -> client.headObject(r -> r.bucket(address.bucket()).key(object)));
            return Optional.of(
                    new Stat(key, head.contentLength(), head.lastModified().toEpochMilli()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Stat> list(String prefix, @Nullable String after, int limit) throws IOException {
        var found = new ArrayList<Stat>();
        String start = after == null ? null : address.prefix() + after;
        while (found.size() < limit) {
            int page = Math.min(PAGE, limit - found.size());
            String from = start;
            ListObjectsV2Response answer = asked(() -> client.listObjectsV2(r -> r.bucket(address.bucket())
                    .prefix(address.prefix() + prefix)
                    .startAfter(from)
                    .maxKeys(page)));
            answer.contents().forEach(each -> found.add(stat(each)));
            if (!answer.isTruncated() || answer.contents().isEmpty()) {
                break;
            }
            start = answer.contents().getLast().key();
        }
        return found;
    }

    private Stat stat(S3Object object) {
        return new Stat(
                object.key().substring(address.prefix().length()),
                object.size(),
                object.lastModified().toEpochMilli());
    }

    @Override
    public List<Stat> children(String folder) throws IOException {
        String prefix = address.prefix()
                + (folder.isEmpty()
                        ? ""
                        : object(folder).substring(address.prefix().length()) + "/");
        var found = new TreeMap<String, Stat>();
        String token = null;
        do {
            String from = token;
            ListObjectsV2Response answer = asked(() -> client.listObjectsV2(r ->
                    r.bucket(address.bucket()).prefix(prefix).delimiter("/").continuationToken(from)));
            answer.contents().stream().map(this::stat).forEach(stat -> found.put(stat.key(), stat));
            answer.commonPrefixes().forEach(common -> {
                String key = common.prefix()
                        .substring(address.prefix().length(), common.prefix().length() - 1);
                found.put(key, new Stat(key, -1, 0));
            });
            token = answer.isTruncated() ? answer.nextContinuationToken() : null;
        } while (token != null);
        return List.copyOf(found.values());
    }

    @Override
    public boolean delete(String key) throws IOException {
        String object = object(key);
        if (stat(key).isEmpty()) {
            return false;
        }
        deleteObject(object);
        return true;
    }

    @Override
    public int deleteTree(String folder) throws IOException {
        object(folder);
        int deleted = 0;
        // One request for many objects needs a kind of checksum that not every store takes.
        try (var threads =
                Executors.newFixedThreadPool(DELETIONS, Thread.ofVirtual().factory())) {
            for (List<Stat> some = list(folder + "/", null, PAGE);
                    !some.isEmpty();
                    some = list(folder + "/", null, PAGE)) {
                var deletions = some.stream()
                        .map(stat ->
                                CompletableFuture.runAsync(() -> deleteObject(address.prefix() + stat.key()), threads))
                        .toList();
                for (CompletableFuture<Void> deletion : deletions) {
                    finish(deletion);
                }
                deleted += deletions.size();
            }
        }
        return deleted;
    }

    private static void finish(CompletableFuture<Void> deletion) {
        try {
            deletion.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SlipwayException reason) {
                throw reason;
            }
            throw e;
        }
    }

    private void deleteObject(String object) {
        asked(() -> client.deleteObject(r -> r.bucket(address.bucket()).key(object)));
    }

    String object(String key) {
        BlobKeys.check(key);
        return address.prefix() + key;
    }

    /** Runs a request; what the store or the way to it refuses becomes an error of ours, but for a missing key. */
    <T extends @Nullable Object> T asked(Supplier<T> request) {
        try {
            return request.get();
        } catch (NoSuchKeyException e) {
            throw e;
        } catch (S3Exception e) {
            throw refused(e);
        } catch (SdkException e) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE,
                    "the store " + address + " does not answer: " + e.getMessage() + ". Try again",
                    e);
        }
    }

    private SlipwayException refused(S3Exception e) {
        String said = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorMessage());
        String what = switch (e.statusCode()) {
            case 404 -> "there is no bucket for " + address + "; make it, or mend storage.blobs.url";
            case 301, 307, 400, 401, 403 ->
                "the store refuses " + address + " (" + e.statusCode() + " " + said
                        + "); check storage.blobs.access-key, secret-key, region and endpoint, and what they may do";
            default -> "the store " + address + " answers " + e.statusCode() + " " + said + ". Try again";
        };
        return new SlipwayException(ErrorCode.UNAVAILABLE, what, e);
    }

    @Override
    public void close() {
        direct.close();
        client.close();
    }
}
