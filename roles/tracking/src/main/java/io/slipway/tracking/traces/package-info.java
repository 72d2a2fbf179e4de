/** Traces of calls to models and agents: what happened in which span, what people and judges said about it. */
@NullMarked
package io.slipway.tracking.traces;

import org.jspecify.annotations.NullMarked;
