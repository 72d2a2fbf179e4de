@NullMarked
package io.slipway.data.datasets;

import org.jspecify.annotations.NullMarked;
