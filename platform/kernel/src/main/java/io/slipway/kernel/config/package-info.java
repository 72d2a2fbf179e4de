/** Configuration: records as the schema, one file, one flag and one environment variable for each key. */
@NullMarked
package io.slipway.kernel.config;

import org.jspecify.annotations.NullMarked;
