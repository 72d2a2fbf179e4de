/** Takes in what other tracking servers and folders hold: records as lines of JSON, idempotent by their original ids. */
@NullMarked
package io.slipway.tracking.moving;

import org.jspecify.annotations.NullMarked;
