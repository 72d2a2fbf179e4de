/** Content: hashes of files and folders, the object store of cache and remotes, links into the workspace. */
@NullMarked
package io.slipway.data.dvc.store;

import org.jspecify.annotations.NullMarked;
