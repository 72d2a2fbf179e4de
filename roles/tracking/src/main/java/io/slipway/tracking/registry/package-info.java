/** Registered models, versions and aliases; what serving may fetch. */
@NullMarked
package io.slipway.tracking.registry;

import org.jspecify.annotations.NullMarked;
