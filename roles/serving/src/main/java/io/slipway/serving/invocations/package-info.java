/** MLflow's scoring protocol: {@code /invocations} and {@code /ping}. */
@NullMarked
package io.slipway.serving.invocations;

import org.jspecify.annotations.NullMarked;
