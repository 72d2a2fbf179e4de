@NullMarked
package io.slipway.serving;

import org.jspecify.annotations.NullMarked;
