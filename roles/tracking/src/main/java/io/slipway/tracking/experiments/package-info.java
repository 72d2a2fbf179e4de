/** Experiments and their tags. */
@NullMarked
package io.slipway.tracking.experiments;

import org.jspecify.annotations.NullMarked;
