package io.slipway.tracking.graphql;

import com.code_intelligence.jazzer.junit.FuzzTest;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** Inputs run as plain tests; JAZZER_FUZZ=1 searches for more. */
@Tag("slow")
class QueryLimitsFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyQueryIsMeasuredOrRefused(byte[] bytes) {
        try {
            QueryLimits.check(Parser.parse(new String(bytes, StandardCharsets.UTF_8)));
        } catch (InvalidSyntaxException | SlipwayException told) {
            return;
        }
    }
}
