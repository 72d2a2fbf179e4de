/** Numbers, strings and tensors between JSON bytes and Java arrays, shared by the wire formats. */
@NullMarked
package io.slipway.serving.wire;

import org.jspecify.annotations.NullMarked;
