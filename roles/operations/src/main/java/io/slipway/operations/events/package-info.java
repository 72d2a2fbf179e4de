/** Reading, following and proving the events. */
@NullMarked
package io.slipway.operations.events;

import org.jspecify.annotations.NullMarked;
