/** What other roles may see of the serving role. */
@NullMarked
package io.slipway.serving.api;

import org.jspecify.annotations.NullMarked;
