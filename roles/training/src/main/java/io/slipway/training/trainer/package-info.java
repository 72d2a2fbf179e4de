/** Trains gradient-boosted trees and writes them as a model folder. */
@NullMarked
package io.slipway.training.trainer;

import org.jspecify.annotations.NullMarked;
