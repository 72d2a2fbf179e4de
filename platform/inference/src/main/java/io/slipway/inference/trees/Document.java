package io.slipway.inference.trees;

import io.slipway.kernel.SlipwayException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A model file read once, from front to back. The reader asks for what it expects next; nothing else is kept, so that
 * memory is bounded by the size of the file. Every method refuses what does not fit with a message that names
 * {@code what} and the place in the file.
 */
interface Document {
    /** Calls {@code field} for each key; it must read or {@link #skip} the value. */
    void object(String what, Consumer<String> field);

    /** Calls {@code item} for each element with its index; it must read or skip the element. */
    void array(String what, IntConsumer item);

    /** An array of numbers, each rounded once to float. */
    float[] floats(String what);

    /** An array of integers or booleans. */
    int[] ints(String what);

    /** A string; numbers and booleans as their text. */
    String text(String what);

    void skip();

    /** Refuses anything that follows the value read. */
    void end();

    /** @return the exception to throw: {@code reason} and the place in the file */
    SlipwayException refuse(String reason);
}
