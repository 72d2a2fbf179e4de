package io.slipway.data.api;

import io.slipway.kernel.Actor;
import java.util.Optional;

/** Datasets as other roles use them. */
public interface Datasets {
    /**
     * Records a version, with the event {@code dataset.version_created} in the same transaction. If the dataset has a
     * version of this digest already, that one is answered and nothing changes.
     *
     * @param name letters, digits, {@code . _ - /}, at most 250 characters
     * @throws io.slipway.kernel.SlipwayException INVALID_ARGUMENT for a bad name, digest or number
     */
    DatasetVersion record(String workspace, String name, NewDatasetVersion version, Actor actor);

    Optional<DatasetVersion> find(String workspace, String name, String digest);
}
