/** Storage in one process on one machine: SQLite, plain files and locks below one home folder. */
@NullMarked
package io.slipway.storage.embedded;

import org.jspecify.annotations.NullMarked;
