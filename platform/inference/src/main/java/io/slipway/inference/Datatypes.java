package io.slipway.inference;

import java.lang.reflect.Array;
import java.util.Objects;

/** Arrays for element types. */
final class Datatypes {
    private Datatypes() {}

    static Object array(Datatype type, int size) {
        Class<?> element = Objects.requireNonNull(type.array().getComponentType());
        return Array.newInstance(element, size);
    }
}
