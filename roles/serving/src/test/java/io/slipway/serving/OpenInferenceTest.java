package io.slipway.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.kernel.Json;
import java.net.http.HttpRequest;
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

/** The wire format, and what hostile requests get, over a real port. */
class OpenInferenceTest {
    private static final String INFER = "/v2/models/tiny/infer";
    private static final String GOOD = """
            {"id":"r-1","inputs":[{"name":"a","shape":[2],"datatype":"FP64","data":[1,2.5]},
            {"name":"b","shape":[2],"datatype":"FP64","data":[3,null]}]}""";

    @TempDir
    static Path home;

    private static TestInstance instance;

    @BeforeAll
    static void start() {
        var source = new FakeSource()
                .with("tiny", 1, TinyModel.constant(0.25))
                .with("tiny", 2, TinyModel.constant(0.1))
                .with("other", 7, TinyModel.constant(7))
                .serve("tiny", Map.of(1, List.of("champion"), 2, List.of("challenger")))
                .serve("other", Map.of(7, List.of("candidate")));
        instance = new TestInstance(home, source);
        await().until(() -> instance.get("/v2/models/tiny/versions/2/ready").statusCode() == 200
                && instance.get("/v2/models/other/ready").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @Test
    void answersWithTheLiveVersionAndTheCallersId() {
        HttpResponse<String> answer = instance.post(INFER, GOOD);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Slipway-Model-Version")).contains("1");
        assertThat(Json.parse(answer.body())).isEqualTo(Json.parse("""
                {"model_name":"tiny","model_version":"1","id":"r-1","outputs":[
                {"name":"score","datatype":"FP64","shape":[2],"data":[0.25,0.25]}]}"""));
    }

    @ParameterizedTest
    @CsvSource({"tiny/versions/2,2", "tiny/versions/challenger,2", "tiny/versions/champion,1", "other,7"})
    void addressesVersionsByNumberAndAlias(String path, String version) {
        HttpResponse<String> answer = instance.post("/v2/models/" + path + "/infer", GOOD);
        assertThat(Json.parse(answer.body()).path("model_version").textValue()).isEqualTo(version);
    }

    @Test
    void takesAMatrixNestedOrFlatAndDataBeforeItsType() {
        for (String body : List.of(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1,2],[3,4]]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP64\",\"data\":[1,2,3,4]}]}",
                "{\"inputs\":[{\"data\":[[1,2],[3,4]],\"parameters\":{\"k\":1},\"datatype\":\"INT64\",\"shape\":[2,2],\"name\":\"x\"}]}",
                "{\"inputs\":[{\"data\":[[1],[3]],\"datatype\":\"INT32\",\"shape\":[2,1],\"name\":\"b\"},"
                        + "{\"name\":\"a\",\"shape\":[2],\"datatype\":\"UINT8\",\"data\":[255,0]}]}")) {
            HttpResponse<String> answer = instance.post(INFER, body);
            assertThat(answer.statusCode()).as(body + answer.body()).isEqualTo(200);
            assertThat(Json.parse(answer.body()).at("/outputs/0/data").size()).isEqualTo(2);
        }
    }

    @Test
    void logsThePredictionWithItsEventTimeAndAnIdForIt() {
        String body = GOOD.replace("\"id\":\"r-1\"", "\"parameters\":{\"event_time\":1370000000000,\"x\":\"y\"}");
        String id = Json.parse(instance.post(INFER, body).body()).path("id").textValue();
        await().until(() -> instance.logged.stream().anyMatch(r -> r.requestId().equals(id)));
        var record = instance.logged.stream()
                .filter(r -> r.requestId().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(record.time()).isEqualTo(1370000000000L);
        assertThat(record.version()).isEqualTo(1);
        assertThat((double[]) record.inputs().get(1).data()).containsExactly(3, Double.NaN);
        assertThat((double[]) record.outputs().getFirst().data()).containsExactly(0.25, 0.25);
    }

    @Test
    void describesServerAndModels() {
        assertThat(Json.parse(instance.get("/v2").body()).path("name").textValue())
                .isEqualTo("slipway");
        assertThat(instance.get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(instance.get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(Json.parse(instance.get("/v2/models/tiny").body())).isEqualTo(Json.parse("""
                {"name":"tiny","versions":["2","1"],"platform":"xgboost_json",
                "inputs":[{"name":"a","datatype":"FP64","shape":[-1]},{"name":"b","datatype":"FP64","shape":[-1]}],
                "outputs":[{"name":"score","datatype":"FP64","shape":[-1]}],"properties":{"version":"1"}}"""));
        assertThat(instance.get("/v2/models/tiny/ready").body()).isEqualTo("{\"name\":\"tiny\",\"ready\":true}");
    }

    @Test
    void namesWhatIsServedWhereNothingIsFound() {
        HttpResponse<String> model = instance.post("/v2/models/none/infer", GOOD);
        assertThat(model.statusCode()).isEqualTo(404);
        assertThat(model.body()).contains("{\"error\":\"no model 'none'", "other, tiny");
        HttpResponse<String> version = instance.post("/v2/models/tiny/versions/9/infer", GOOD);
        assertThat(version.statusCode()).isEqualTo(404);
        assertThat(version.body()).contains("[1, 2, challenger, champion]");
    }

    /** Body (single quotes for double) and a part of the message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                                       | must be a JSON object
            []                                                                       | must be a JSON object
            {}                                                                       | 'inputs' is missing
            {'inputs':[]}                                                            | 'a' (FP64), 'b' (FP64)
            {'inputs':{}}                                                            | must be a list
            {'inputs':[A]}                                                           | missing: 'b'
            {'inputs':[A,A]}                                                         | given twice
            {'inputs':[A,B,{'name':'c','shape':[1],'datatype':'FP64','data':[1]}]}   | 'c'
            {'inputs':[A,B],'inputs':[A,B]}                                          | given twice
            {'inputs':[A,B],'id':7}                                                  | 'id' must be a string
            {'inputs':[A,B],'parameters':{'event_time':'now'}}                       | event_time
            {'inputs':[A,B],'outputs':[{'name':'nope'}]}                             | unknown output 'nope'
            {'inputs':[A,B],'outputs':[{'name':'score'},{'name':'score'}]}           | twice
            {'inputs':[A,B]} {}                                                      | after the end
            {'inputs':[A,B]                                                          | invalid JSON at line 1
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'FP64','data':['1']}]}   | the string "1" is not FP64
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'BYTES','data':['1']}]}  | 'b' must be FP64, got BYTES
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'BOOL','data':[1]}]}     | 1 is not BOOL
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'INT8','data':[300]}]}   | 300 is not INT8
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'UINT64','data':[-1]}]}  | -1 is not UINT64
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'INT64','data':[9223372036854775808]}]}  | is not INT64
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'INT64','data':[9007199254740993]}]}  | 2^53
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'INT32','data':[1.5]}]}  | 1.5 is not INT32
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'INT32','data':[null]}]} | null is not INT32
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'FP64','data':[NaN]}]}   | NaN
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'FP64','data':[1e999]}]} | is not FP64
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'FP16','data':[1]}]}     | datatype 'FP16'
            {'inputs':[A,{'name':'b','shape':[2],'datatype':'FP64','data':[1]}]}     | needs 2 values
            {'inputs':[A,{'name':'b','shape':[2],'datatype':'FP64','data':[1,2]}]}   | rows
            {'inputs':[A,{'name':'b','shape':[-1],'datatype':'FP64','data':[1]}]}    | sizes
            {'inputs':[A,{'name':'b','shape':[1.5],'datatype':'FP64','data':[1]}]}   | sizes
            {'inputs':[A,{'name':'b','shape':[1152921504606846976,16],'datatype':'FP64','data':[1]}]}  | sizes
            {'inputs':[A,{'name':'b','shape':[2147483647,2147483647],'datatype':'FP64','data':[1]}]} | more than
            {'inputs':[A,{'name':'b','shape':[2147483647],'datatype':'FP64','data':[1]}]} | needs 2147483647 values
            {'inputs':[{'name':'x','shape':[2,2],'datatype':'FP64','data':[[1,2,3],[4]]}]}  | nesting
            {'inputs':[{'name':'x','shape':[2,2],'datatype':'FP64','data':[[1,2],3]}]}      | nesting
            {'inputs':[{'name':'x','shape':[1,3],'datatype':'FP64','data':[1,2,3]}]}        | 3 columns
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'FP64'}]}                | lacks 'data'
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'FP64','data':{}}]}      | must be a list
            {'inputs':[A,{'name':'b','shape':[1],'datatype':'FP64','data':[{}]}]}    | an object is not FP64
            """)
    void refusesWhatDoesNotFit(String body, String message) {
        String request = (body == null ? "" : body)
                .replaceAll("(?<=[\\[,])A(?=[,\\]])", "{'name':'a','shape':[1],'datatype':'FP64','data':[1]}")
                .replaceAll("(?<=[\\[,])B(?=[,\\]])", "{'name':'b','shape':[1],'datatype':'FP64','data':[1]}")
                .replace('\'', '"');
        HttpResponse<String> answer = instance.post(INFER, request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Json.parse(answer.body()).path("error").textValue()).contains(message);
    }

    @Test
    void refusesDepthInvalidUtf8BinaryAndBodiesOverTheLimit() {
        HttpResponse<String> deep = instance.post(INFER, "{\"x\":" + "[".repeat(100_000));
        assertThat(deep.statusCode()).isEqualTo(400);
        assertThat(deep.body()).contains("depth");
        byte[] latin = "{\"id\":\"\u00e9\",\"inputs\":[]}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        HttpResponse<String> invalid = instance.post(INFER, HttpRequest.BodyPublishers.ofByteArray(latin));
        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(invalid.body()).contains("UTF-8");
        HttpResponse<String> binary =
                instance.post(INFER, "{\"inputs\":[]}\u0001\u0002", "Inference-Header-Content-Length", "13");
        assertThat(binary.statusCode()).isEqualTo(501);
        assertThat(binary.body()).contains("binary_data=False");
        HttpResponse<String> large = instance.post(INFER, " ".repeat((1 << 20) + 1));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).startsWith("{\"error\":");
        assertThat(instance.post(INFER, GOOD).statusCode()).isEqualTo(200);
    }
}
