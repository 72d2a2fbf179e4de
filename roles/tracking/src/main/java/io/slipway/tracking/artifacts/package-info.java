/** Files of runs and models: MLflow's artifact proxy and listings. */
@NullMarked
package io.slipway.tracking.artifacts;

import org.jspecify.annotations.NullMarked;
