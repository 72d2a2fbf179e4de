package io.slipway.data.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a dataset to record. Only the digest must be there.
 *
 * @param digest of the content, such as DVC's md5 (with {@code .dir} for a folder); the version's identity
 * @param size bytes
 * @param files number of files
 * @param rows number of rows
 * @param path in the project
 * @param source where it came from, such as a Git commit or a URL; the server never opens it
 * @param schema columns in their order
 * @param profile what the columns hold
 */
public record NewDatasetVersion(
        String digest,
        @Nullable Long size,
        @Nullable Long files,
        @Nullable Long rows,
        @Nullable String path,
        @Nullable String source,
        @Nullable List<Field> schema,
        @Nullable Profile profile) {

    /** @param type such as {@code string}, {@code double}, {@code long} */
    public record Field(String name, String type) {}

    /** One entry for each column. */
    public record Profile(List<Column> columns) {}

    /**
     * @param missing number of rows without a value
     * @param distinct number of different values, as far as counted
     */
    public record Column(
            String name,
            String type,
            @Nullable Long missing,
            @Nullable Double min,
            @Nullable Double max,
            @Nullable Double mean,
            @Nullable Long distinct) {}
}
