/**
 * Boosted trees of XGBoost as flat arrays: reads the JSON and UBJSON model formats and answers with the same float
 * bits as XGBoost itself. Knows arrays of floats only; tensors and signatures are the parent package's.
 */
@NullMarked
package io.slipway.inference.trees;

import org.jspecify.annotations.NullMarked;
