/** The one grammar of MLflow's filter and order_by strings, and its translation to SQL. */
@NullMarked
package io.slipway.tracking.search;

import org.jspecify.annotations.NullMarked;
