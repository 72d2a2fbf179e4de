/** Following the registry: files to disk, models to memory, the swap. */
@NullMarked
package io.slipway.serving.follow;

import org.jspecify.annotations.NullMarked;
