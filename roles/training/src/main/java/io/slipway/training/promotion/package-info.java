/** Retraining when a monitor fires, and the comparison that decides whether the challenger becomes champion. */
@NullMarked
package io.slipway.training.promotion;

import org.jspecify.annotations.NullMarked;
