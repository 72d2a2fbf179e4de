/** The role that keeps the installation accountable: the events and their chain. */
@NullMarked
package io.slipway.operations;

import org.jspecify.annotations.NullMarked;
