/** The Open Inference Protocol's REST form, JSON tensors. */
@NullMarked
package io.slipway.serving.openinference;

import org.jspecify.annotations.NullMarked;
