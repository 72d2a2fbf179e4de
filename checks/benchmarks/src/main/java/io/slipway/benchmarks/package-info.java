/** Benchmarks that run inside one JVM; {@code ./slipway bench} starts them from their sources. */
@NullMarked
package io.slipway.benchmarks;

import org.jspecify.annotations.NullMarked;
