/** The data role: which versions of which datasets there are. The DVC library beside it needs no server. */
@NullMarked
package io.slipway.data;

import org.jspecify.annotations.NullMarked;
