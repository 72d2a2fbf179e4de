package io.slipway.training.api;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Where the training role keeps its logs and what the stages of pipelines find in their environment.
 *
 * @param home folder of this role, made if it is not there
 * @param java the {@code java} program that runs Slipway: SLIPWAY_JAVA
 * @param lib folder with Slipway's jars: SLIPWAY_LIB
 * @param bin folder that holds the {@code slipway} command; goes before PATH
 * @param trackingUri URL of the control plane, known once its port is open: MLFLOW_TRACKING_URI
 */
public record TrainingSettings(Path home, Path java, Path lib, Path bin, Supplier<String> trackingUri) {}
