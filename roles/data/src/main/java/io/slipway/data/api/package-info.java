/** What other roles may know of datasets. */
@NullMarked
package io.slipway.data.api;

import org.jspecify.annotations.NullMarked;
