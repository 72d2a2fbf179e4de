/** The commands {@code slipway train} and {@code slipway evaluate}. */
@NullMarked
package io.slipway.training.cli;

import org.jspecify.annotations.NullMarked;
