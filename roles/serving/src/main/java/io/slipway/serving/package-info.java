/** The serving role: models behind HTTP, following the aliases of the registry. */
@NullMarked
package io.slipway.serving;

import org.jspecify.annotations.NullMarked;
