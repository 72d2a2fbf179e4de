/**
 * Data versions and pipelines in DVC's file formats. {@link io.slipway.data.dvc.Dvc} is the commands,
 * {@link io.slipway.data.dvc.Pipeline} the running of stages; both work on a folder and need no server.
 */
@NullMarked
package io.slipway.data.dvc;

import org.jspecify.annotations.NullMarked;
