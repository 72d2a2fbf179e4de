/** The verbs of {@code slipway dvc}: DVC's commands with DVC's words, options and exit codes. */
@NullMarked
package io.slipway.cli.dvc;

import org.jspecify.annotations.NullMarked;
