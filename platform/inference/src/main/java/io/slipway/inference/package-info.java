/** Models of every supported format behind one contract, {@link Model}; loaded by {@code ModelLoader}. */
@NullMarked
package io.slipway.inference;

import org.jspecify.annotations.NullMarked;
