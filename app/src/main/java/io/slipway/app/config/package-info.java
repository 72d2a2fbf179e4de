/** What can be configured. */
@NullMarked
package io.slipway.app.config;

import org.jspecify.annotations.NullMarked;
