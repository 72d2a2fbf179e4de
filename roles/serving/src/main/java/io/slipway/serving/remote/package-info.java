/** What serving needs from the control plane, over HTTP, where the roles run apart. */
@NullMarked
package io.slipway.serving.remote;

import org.jspecify.annotations.NullMarked;
