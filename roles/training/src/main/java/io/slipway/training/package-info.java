/** The training role: pipelines, the trainer, and the promotion of challengers. */
@NullMarked
package io.slipway.training;

import org.jspecify.annotations.NullMarked;
