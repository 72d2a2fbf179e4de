/** Tables read from CSV, and how a model's inputs are made of them. */
@NullMarked
package io.slipway.training.table;

import org.jspecify.annotations.NullMarked;
