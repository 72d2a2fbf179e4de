/** How good a binary classifier's scores are, with intervals. */
@NullMarked
package io.slipway.training.quality;

import org.jspecify.annotations.NullMarked;
