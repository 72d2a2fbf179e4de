/** Logs a training run to a tracking server over MLflow's wire. */
@NullMarked
package io.slipway.training.mlflow;

import org.jspecify.annotations.NullMarked;
