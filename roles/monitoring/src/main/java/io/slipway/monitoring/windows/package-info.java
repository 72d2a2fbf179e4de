/** Calendar windows of event time: counting, closing, judging, alerting. */
@NullMarked
package io.slipway.monitoring.windows;

import org.jspecify.annotations.NullMarked;
