/** The versions in memory: which one answers for which name, who uses it, and how a request runs on it. */
@NullMarked
package io.slipway.serving.live;

import org.jspecify.annotations.NullMarked;
