/** Logged models. */
@NullMarked
package io.slipway.tracking.models;

import org.jspecify.annotations.NullMarked;
