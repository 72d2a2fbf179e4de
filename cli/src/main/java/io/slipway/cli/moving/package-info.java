/** Moves runs, models and files from MLflow into Slipway and out again: sources, and what is written of them. */
@NullMarked
package io.slipway.cli.moving;

import org.jspecify.annotations.NullMarked;
