/** A DVC project on disk: its root, configuration, ignore files, locks and its dealings with Git. */
@NullMarked
package io.slipway.data.dvc.project;

import org.jspecify.annotations.NullMarked;
