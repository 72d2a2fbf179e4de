/** What this server is: its roles and its configuration. */
@NullMarked
package io.slipway.operations.system;

import org.jspecify.annotations.NullMarked;
