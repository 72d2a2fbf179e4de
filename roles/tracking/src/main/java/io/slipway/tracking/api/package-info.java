/** What other roles may see of the tracking role. */
@NullMarked
package io.slipway.tracking.api;

import org.jspecify.annotations.NullMarked;
