/** What every other module stands on: ids, errors, pages, events, configuration, JSON. No I/O but reading the configuration file. */
@NullMarked
package io.slipway.kernel;

import org.jspecify.annotations.NullMarked;
