package io.slipway.data.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded version; it never changes.
 *
 * @param name of the dataset
 * @param version from 1, without gaps
 * @param created epoch milliseconds
 * @param createdBy who recorded it
 * @see NewDatasetVersion for the other parts
 */
public record DatasetVersion(
        String name,
        int version,
        String digest,
        @Nullable Long size,
        @Nullable Long files,
        @Nullable Long rows,
        @Nullable String path,
        @Nullable String source,
        @Nullable List<NewDatasetVersion.Field> schema,
        NewDatasetVersion.@Nullable Profile profile,
        long created,
        String createdBy) {}
