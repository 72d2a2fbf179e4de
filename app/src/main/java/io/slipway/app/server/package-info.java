/** A running server: which roles it has, what each is given, and its ports. */
@NullMarked
package io.slipway.app.server;

import org.jspecify.annotations.NullMarked;
