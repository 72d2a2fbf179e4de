/** Pipelines, their runs, and the executor that runs the stages. */
@NullMarked
package io.slipway.training.pipelines;

import org.jspecify.annotations.NullMarked;
