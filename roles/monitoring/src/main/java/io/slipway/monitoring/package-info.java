/** The role that watches: predictions, labels, drift, quality, alerts. */
@NullMarked
package io.slipway.monitoring;

import org.jspecify.annotations.NullMarked;
