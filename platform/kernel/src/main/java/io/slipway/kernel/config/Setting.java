package io.slipway.kernel.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a component of a configuration record. A component that is itself a record is a group of keys. A key
 * without default is required, unless its type is {@code @Nullable}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** Stands for "no default". */
    String NONE = "\0";

    /** What it does, in a sentence for the reference page. */
    String value();

    /** As it would be written in the file; lists with commas. */
    String byDefault() default NONE;

    /** Never printed, nor its value repeated in messages. */
    boolean secret() default false;
}
