/** Life after delete: the trash and its end, and what takes the space. */
@NullMarked
package io.slipway.tracking.trash;

import org.jspecify.annotations.NullMarked;
