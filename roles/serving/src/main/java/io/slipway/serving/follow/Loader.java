package io.slipway.serving.follow;

import io.slipway.inference.Model;
import java.nio.file.Path;

/** Makes a model of a folder. */
@FunctionalInterface
public interface Loader {
    /**
     * @param folder verified copy of a version's files; stays as long as the model
     * @throws io.slipway.kernel.SlipwayException saying what is wrong with the files
     */
    Model load(Path folder) throws Exception;
}
