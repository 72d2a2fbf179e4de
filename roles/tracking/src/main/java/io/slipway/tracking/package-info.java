/** Experiments, runs, logged models, the model registry and their artifacts, over MLflow's wire. */
@NullMarked
package io.slipway.tracking;

import org.jspecify.annotations.NullMarked;
