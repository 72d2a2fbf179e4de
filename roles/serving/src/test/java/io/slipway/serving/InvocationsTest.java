package io.slipway.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.kernel.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MLflow's scoring protocol over a real port. */
class InvocationsTest {
    private static final String SPLIT =
            "{\"dataframe_split\":{\"columns\":[\"b\",\"a\",\"x\"],\"data\":[[1,2,3],[4,5]]}}";

    @TempDir
    static Path home;

    private static TestInstance instance;
    private static FakeSource source;

    @BeforeAll
    static void start() {
        source = new FakeSource()
                .with("tiny", 3, TinyModel.constant(0.25))
                .serve("tiny", Map.of(3, List.of("champion")));
        instance = new TestInstance(home, source);
        await().until(() -> instance.get("/ping").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"dataframe_split":{"columns":["b","a","x"],"data":[[1,2,3],[4,5]]}}     | 2
            {"dataframe_split":{"columns":["a","b"],"index":[0],"data":[]}}          | 0
            {"dataframe_records":[{"a":1,"b":null},{"a":NaN}],"params":{"k":1}}      | 2
            {"instances":[{"a":1,"b":2}]}                                            | 1
            {"inputs":{"a":[1,2,3],"b":[1,2,3]}}                                     | 3
            {"inputs":{"a":1,"b":2.5}}                                               | 1
            """)
    void takesEachForm(String body, int rows) {
        HttpResponse<String> answer = instance.post("/invocations", body, "Content-Type", "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var predictions = Json.parse(answer.body()).path("predictions");
        assertThat(predictions.size()).isEqualTo(rows);
        predictions.forEach(p -> assertThat(p.doubleValue()).isEqualTo(0.25));
        assertThat(answer.headers().firstValue("Slipway-Model-Version")).contains("3");
    }

    @Test
    void takesCsv() {
        HttpResponse<String> answer = instance.post(
                "/invocations", "b,x,a\r\n1,\"q,\n\",\r\n2,z,3e4\n", "Content-Type", "text/csv; charset=UTF-8");
        assertThat(answer.body()).isEqualTo("{\"predictions\":[0.25,0.25]}");
        HttpResponse<String> wrong = instance.post("/invocations", "a,b\n1,x\n", "Content-Type", "text/csv");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("line 2 of the CSV, column 'b': 'x' is not a number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1,2]                                                          | exactly one of the input fields
            {"a":1}                                                        | exactly one of the input fields
            {"inputs":{},"instances":[]}                                   | exactly one of the input fields
            {"inputs                                                       | Ensure that input is a valid JSON formatted string
            {"dataframe_split":[1]}                                        | Dataframe split format must be a dictionary. Got a list
            {"dataframe_records":{"a":1}}                                  | Dataframe records format must be a list of records. Got dictionary.
            {"dataframe_split":{"columns":["a","b"],"data":[[1,2,3]]}}     | row 0 of 'data'
            {"dataframe_split":{"columns":["a","a"],"data":[]}}            | different names
            {"dataframe_split":{"kolumns":[],"data":[]}}                   | Provided dataframe_split field is not a valid dataframe representation
            {"dataframe_records":[{"a":1}]}                                | missing columns 'b'
            {"dataframe_records":[{"a":1,"b":"2"}]}                        | column 'b', row 0: "2" is not FP64
            {"dataframe_records":[{"a":1,"b":true}]}                       | column 'b', row 0: true is not FP64
            {"dataframe_records":[{"a":1,"b":1e999}]}                      | column 'b', row 0
            {"inputs":{"a":[1,2],"b":[1]}}                                 | rows
            {"inputs":[[1,2]]}                                             | dictionary of columns
            {"instances":[[1,2]]}                                          | list of dictionaries
            {"instances":[{"a":1,"b":2}],"params":[1]}                     | params must be a dictionary
            """)
    void refusesWhatDoesNotFit(String body, String message) {
        HttpResponse<String> answer = instance.post("/invocations", body, "Content-Type", "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        var error = Json.parse(answer.body());
        assertThat(error.path("error_code").textValue()).isEqualTo("BAD_REQUEST");
        assertThat(error.path("message").textValue()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/json; charset=latin1", "application/json; q=1"})
    void refusesOtherMediaTypesInPlainText(String type) {
        HttpResponse<String> answer = instance.post("/invocations", SPLIT, "Content-Type", type);
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    }

    @Test
    void wantsAModelNamedWhereSeveralAreServed(@TempDir Path other) {
        var two = new FakeSource()
                .with("tiny", 3, TinyModel.constant(0.25))
                .with("large", 1, TinyModel.constant(9))
                .serve("tiny", Map.of(3, List.of("champion")))
                .serve("large", Map.of(1, List.of("champion")));
        try (var both = new TestInstance(other, two)) {
            await().until(() -> both.get("/v2/models/tiny/ready").statusCode() == 200
                    && both.get("/v2/models/large/ready").statusCode() == 200);
            HttpResponse<String> unnamed = both.post("/invocations", SPLIT);
            assertThat(unnamed.statusCode()).isEqualTo(400);
            assertThat(unnamed.body()).contains("large, tiny", "Slipway-Model");
            assertThat(both.post("/invocations", SPLIT, "Slipway-Model", "large")
                            .body())
                    .isEqualTo("{\"predictions\":[9.0,9.0]}");
            assertThat(both.post("/models/tiny/invocations", SPLIT).body()).isEqualTo("{\"predictions\":[0.25,0.25]}");
            assertThat(both.post("/models/none/invocations", SPLIT).body())
                    .contains("RESOURCE_DOES_NOT_EXIST", "large, tiny");
        }
    }
}
