/** Puts the roles together: the topology, the processes, the commands that are about this machine. */
@NullMarked
package io.slipway.app;

import org.jspecify.annotations.NullMarked;
