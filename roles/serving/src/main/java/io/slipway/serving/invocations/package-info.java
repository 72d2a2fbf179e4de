/** MLflow's scoring protocol: {@code /invocations}, {@code /ping}, {@code /health}, {@code /version}. */
@NullMarked
package io.slipway.serving.invocations;

import org.jspecify.annotations.NullMarked;
