/** Runs with their metrics, params, tags, inputs and outputs. */
@NullMarked
package io.slipway.tracking.runs;

import org.jspecify.annotations.NullMarked;
