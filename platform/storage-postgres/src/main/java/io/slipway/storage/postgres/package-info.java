/** The storage contracts on PostgreSQL: tables there; blobs and the chain of events in the home. */
@NullMarked
package io.slipway.storage.postgres;

import org.jspecify.annotations.NullMarked;
