/** Commands about this machine and this installation. */
@NullMarked
package io.slipway.app.commands;

import org.jspecify.annotations.NullMarked;
