/** What a monitor watches, as people declare it. */
@NullMarked
package io.slipway.monitoring.monitors;

import org.jspecify.annotations.NullMarked;
