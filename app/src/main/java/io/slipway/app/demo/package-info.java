/** {@code slipway demo}: a model's life on real data, lived over the same wire that everyone uses. */
@NullMarked
package io.slipway.app.demo;

import org.jspecify.annotations.NullMarked;
