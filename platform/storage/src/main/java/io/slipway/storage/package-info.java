/** The four contracts of storage: {@link Database}, {@link Blobs}, {@link EventLog}, {@link Lease}. */
@NullMarked
package io.slipway.storage;

import org.jspecify.annotations.NullMarked;
