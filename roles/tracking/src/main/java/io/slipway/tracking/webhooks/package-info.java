/** Webhooks: what happens in the registry, told to other servers. */
@NullMarked
package io.slipway.tracking.webhooks;

import org.jspecify.annotations.NullMarked;
