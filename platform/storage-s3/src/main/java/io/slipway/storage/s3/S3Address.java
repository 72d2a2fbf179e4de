package io.slipway.storage.s3;

import io.slipway.kernel.SlipwayException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where objects lie and how to get there.
 *
 * @param prefix what all keys begin with: empty, or ends with a slash
 * @param endpoint of a store that is not Amazon's; its buckets are addressed by path
 * @param region empty for what the environment says, or else us-east-1
 * @param accessKey null for the usual places: environment, profile, role of the machine
 */
public record S3Address(
        String bucket,
        String prefix,
        @Nullable URI endpoint,
        String region,
        @Nullable String accessKey,
        @Nullable String secretKey) {
    private static final Pattern URL = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    /**
     * @param url {@code s3://bucket} or {@code s3://bucket/prefix}
     * @throws SlipwayException INVALID_ARGUMENT if the URL, the endpoint or the pair of keys is not whole
     */
    public static S3Address of(
            String url,
            @Nullable String endpoint,
            @Nullable String region,
            @Nullable String accessKey,
            @Nullable String secretKey) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw SlipwayException.invalid("storage.blobs.url is s3://bucket or s3://bucket/prefix, not '" + url + "'");
        }
        if ((accessKey == null) != (secretKey == null)) {
            throw SlipwayException.invalid(
                    "storage.blobs.access-key and storage.blobs.secret-key belong together: set both, or neither to take"
                            + " the credentials from the environment");
        }
        String prefix = parts.group(2) == null ? "" : parts.group(2).replaceAll("/+$", "");
        return new S3Address(
                parts.group(1),
                prefix.isEmpty() ? "" : prefix + "/",
                endpoint == null ? null : endpoint(endpoint),
                region == null ? "" : region,
                accessKey,
                secretKey);
    }

    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (java.net.URISyntaxException e) {
            // told below
        }
        throw SlipwayException.invalid(
                "storage.blobs.endpoint is the address of an S3-compatible store, e.g. https://minio.example.org:9000,"
                        + " not '" + text + "'");
    }

    /** As users write it, without credentials. */
    @Override
    public String toString() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }
}
