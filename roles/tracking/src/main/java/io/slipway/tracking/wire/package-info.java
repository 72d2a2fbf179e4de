/** MLflow's JSON and error rules, kept at the edge. */
@NullMarked
package io.slipway.tracking.wire;

import org.jspecify.annotations.NullMarked;
