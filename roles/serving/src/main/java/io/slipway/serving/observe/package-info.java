/** Counters, latency and the report of an instance. */
@NullMarked
package io.slipway.serving.observe;

import org.jspecify.annotations.NullMarked;
