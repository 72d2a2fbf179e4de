/** How the DVC library tells of failures. */
@NullMarked
package io.slipway.data.dvc.error;

import org.jspecify.annotations.NullMarked;
