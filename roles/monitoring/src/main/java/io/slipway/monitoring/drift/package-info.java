/** How far live rows are from the rows that a model was trained on. */
@NullMarked
package io.slipway.monitoring.drift;

import org.jspecify.annotations.NullMarked;
