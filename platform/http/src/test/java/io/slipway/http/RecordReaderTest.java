package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake in a body is told by its path. */
class RecordReaderTest {
    enum Side {
        LEFT,
        RIGHT
    }

    record Feature(String featureName, double weight) {
        Feature {
            if (weight < 0) {
                throw SlipwayException.invalid("weight must not be negative");
            }
        }
    }

    record Body(
            long version,
            String reason,
            @Nullable Side side,
            @Nullable List<Feature> features,
            @Nullable Map<String, String> tags) {}

    private static Body read(String json) {
        return RecordReader.read(Json.strict(), json.getBytes(StandardCharsets.UTF_8), Body.class);
    }

    @Test
    void readsWhatFits() {
        Body body = read("{\"version\":3,\"reason\":\"r\",\"features\":[{\"feature_name\":\"a\",\"weight\":1}]}");
        assertThat(body.features()).containsExactly(new Feature("a", 1));
        assertThat(body.side()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"reason\":\"r\"} | missing 'version'",
                "{\"version\":null,\"reason\":\"r\"} | missing 'version'",
                "{\"version\":3} | missing 'reason'",
                "{\"version\":3,\"reason\":null} | missing 'reason'",
                "{\"version\":3,\"raeson\":\"r\"} | unknown name 'raeson'; did you mean 'reason'?",
                "{\"version\":3,\"zzz\":\"r\"} | unknown name 'zzz'",
                "{\"version\":\"x\",\"reason\":\"r\"} | 'version' must be a whole number",
                "{\"version\":1,\"reason\":{}} | 'reason' must be a string",
                "{\"version\":1,\"reason\":\"r\",\"side\":\"UP\"} | 'side' is 'UP', but must be one of LEFT, RIGHT",
                "{\"version\":1,\"reason\":\"r\",\"features\":{}} | 'features' must be a list",
                "{\"version\":1,\"reason\":\"r\",\"features\":[{\"weight\":1}]} | missing 'features[0].feature_name'",
                "{\"version\":1,\"reason\":\"r\",\"features\":[null]} | 'features[0]' is null",
                "{\"version\":1,\"reason\":\"r\",\"features\":[{\"feature_name\":\"a\",\"weight\":-1}]} | weight must not be negative",
                "{\"version\":1,\"reason\":\"r\",\"tags\":{\"a\":null}} | 'tags.a' is null",
                "[] | the body must be an object",
                "null | the body is null",
                "{\"version\": | invalid JSON at line 1",
                "{\"version\":1,\"reason\":\"r\"} {} | line 1",
            })
    void tellsWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining(message);
    }

    @Test
    void emptyBodyAndDeepNestingAreRefused() {
        assertThatThrownBy(() -> read("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> read("[".repeat(5000))).isInstanceOf(SlipwayException.class);
        assertThatThrownBy(() -> read("{\"version\":1,\"reason\":\"r\",\"x\":" + "[".repeat(5000)))
                .isInstanceOf(SlipwayException.class);
    }
}
