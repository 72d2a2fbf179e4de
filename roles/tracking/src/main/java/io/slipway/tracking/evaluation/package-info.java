/** Datasets to evaluate with, and scorers. */
@NullMarked
package io.slipway.tracking.evaluation;

import org.jspecify.annotations.NullMarked;
