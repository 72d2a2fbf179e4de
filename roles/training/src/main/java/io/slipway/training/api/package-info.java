/** What other roles may see of the training role. */
@NullMarked
package io.slipway.training.api;

import org.jspecify.annotations.NullMarked;
