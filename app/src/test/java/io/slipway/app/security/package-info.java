/** Attacks on a whole server, over bare sockets. */
@NullMarked
package io.slipway.app.security;

import org.jspecify.annotations.NullMarked;
