/** The registry of datasets and its routes. */
@NullMarked
package io.slipway.data.datasets;

import org.jspecify.annotations.NullMarked;
