/** Taking in what serving answered and what really happened later. */
@NullMarked
package io.slipway.monitoring.predictions;

import org.jspecify.annotations.NullMarked;
