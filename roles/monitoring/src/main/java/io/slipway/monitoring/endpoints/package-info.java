/** How the serving instances do, second by second. */
@NullMarked
package io.slipway.monitoring.endpoints;

import org.jspecify.annotations.NullMarked;
