package io.slipway.kernel.config;

import java.lang.reflect.Type;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration.
 *
 * @param path e.g. {@code serving.http.port}
 * @param type of the record's component
 * @param byDefault as text, null for none
 * @param optional may be left out although it has no default
 */
record Key(
        String path,
        Type type,
        String description,
        @Nullable String byDefault,
        boolean secret,
        boolean optional) {
    /** {@code --serving-http-port}. */
    String flag() {
        return "--" + path.replace('.', '-');
    }

    /** {@code SLIPWAY_SERVING_HTTP_PORT}. */
    String env() {
        return "SLIPWAY_" + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    boolean isBoolean() {
        return type == boolean.class || type == Boolean.class;
    }
}
