package io.slipway.kernel.config;

import java.util.List;

/**
 * What a source gives for a key.
 *
 * @param texts one for a single value, any number for a list
 * @param source e.g. {@code slipway.yaml line 3} or {@code --port}
 */
record Given(List<String> texts, String source) {
    Given {
        texts = List.copyOf(texts);
    }

    /** A list in one text is parted by commas. */
    static Given of(Key key, String text, String source) {
        if (!(key.type() instanceof java.lang.reflect.ParameterizedType)) {
            return new Given(List.of(text), source);
        }
        return new Given(
                java.util.Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList(),
                source);
    }
}
