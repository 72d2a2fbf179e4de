package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.Endpoint;
import io.slipway.http.ErrorFormat;
import io.slipway.http.Method;
import io.slipway.http.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Doors beside the one with the lock. */
final class PermissionAttacksTest extends Attack {
    private RawHttp.Call as(String who, String method, String target) {
        return client().call(method, target).with("Authorization", who);
    }

    @Test
    @DisplayName("CVE-2025-14297 the UI's routes need what the API's need")
    void bothMountsNeedTheSame() {
        Map<String, Endpoint> rows = new HashMap<>();
        server().control().endpoints().forEach(row -> rows.put(row.method() + " " + row.path(), row));
        int twins = 0;
        for (Endpoint row : server().control().endpoints()) {
            Endpoint twin = rows.get(row.method() + " " + row.path().replaceFirst("^/ajax-api/", "/api/"));
            if (twin != null && twin != row) {
                twins++;
                assertThat(row.permission()).as(row.path()).isEqualTo(twin.permission());
            }
        }
        assertThat(twins).isGreaterThan(80);
    }

    @Test
    @DisplayName("CVE-2025-14297 GraphQL needs what the calls behind its fields need")
    void graphqlNeedsWhatItAnswers() {
        String versions = "{\"query\":\"{ mlflowSearchModelVersions(input: {}) { modelVersions { name } } }\"}";
        String experiment =
                "{\"query\":\"{ mlflowGetExperiment(input: {experimentId: \\\"0\\\"}) { experiment { name } } }\"}";
        String reader = GuardedServer.only(Permission.EXPERIMENT_READ);
        assertThat(well(as(reader, "POST", "/graphql").json(experiment).send()).body())
                .contains("Default");
        RawHttp.Answer refused =
                well(as(reader, "POST", "/graphql").json(versions).send());
        assertThat(refused.json().at("/errors/0").asText()).contains("lacks the permission MODEL_READ");
        assertThat(refused.json().at("/data/mlflowSearchModelVersions").isNull())
                .isTrue();
        RawHttp.Answer whole = well(call("POST", "/graphql").json(versions).send());
        assertThat(whole.json().path("errors").isNull()).as("%s", whole).isTrue();
        refused(
                as(GuardedServer.only(Permission.MODEL_READ), "POST", "/graphql")
                        .json(versions)
                        .send(),
                403);
    }

    @Test
    @DisplayName("CVE-2025-15381, CVE-2026-8147 traces and assessments are not open")
    void tracesNeedPermissions() {
        List<Endpoint> traces = server().control().endpoints().stream()
                .filter(row -> row.path().contains("traces") || row.path().contains("assessments"))
                .toList();
        assertThat(traces).hasSizeGreaterThan(20);
        assertThat(traces)
                .allSatisfy(row -> assertThat(row.permission())
                        .as(row.path())
                        .isIn(Permission.EXPERIMENT_READ, Permission.EXPERIMENT_WRITE));
        assertThat(traces.stream().filter(row -> row.method() == Method.DELETE || row.method() == Method.PATCH))
                .allSatisfy(row -> assertThat(row.permission()).as(row.path()).isEqualTo(Permission.EXPERIMENT_WRITE));
    }

    @Test
    @DisplayName("CVE-2026-2652 OTLP ingest stands behind the login")
    void spansNeedALogin() {
        RawHttp.Call call = client().call("POST", "/v1/traces")
                .with("x-mlflow-experiment-id", "0")
                .json("{}");
        refused(call.send(), 401);
        refused(
                as(GuardedServer.only(Permission.EXPERIMENT_READ), "POST", "/v1/traces")
                        .json("{}")
                        .send(),
                403);
    }

    @Test
    @DisplayName("CVE-2026-0545 there are no jobs to run without a login, nor with one")
    void jobsAreNotThere() {
        for (String path : List.of("/ajax-api/3.0/jobs", "/ajax-api/3.0/jobs/", "/ajax-api/3.0/mlflow/jobs/search")) {
            refused(client().call("POST", path).json("{}").send(), 404);
            refused(call("POST", path).json("{}").send(), 404);
        }
    }

    @Test
    @DisplayName("CVE-2023-6014, GHSA-4qq5-mxxx-m6gg no account is made by a call")
    void accountsAreNotMadeByCalls() {
        for (String path : List.of("users/create", "users/update-admin", "users/update-password")) {
            String json = "{\"username\":\"x\",\"password\":\"xxxxxxxxxxxx\",\"is_admin\":true}";
            refused(client().call("POST", "/api/2.0/mlflow/" + path).json(json).send(), 404);
            refused(call("POST", "/api/2.0/mlflow/" + path).json(json).send(), 404);
        }
    }

    @Test
    @DisplayName("GHSA-gq3w-7jj3-x7gr, CVE-2026-2635, CVE-2025-1474, CVE-2025-11200 no known, empty or weak password")
    void noPasswordIsShipped() {
        for (String pair : List.of("admin:password1234", "admin:admin", "admin:", ":", "admin")) {
            String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            refused(
                    as("Basic " + basic, "GET", "/api/2.0/mlflow/experiments/get?experiment_id=0")
                            .send(),
                    401);
        }
    }

    @Test
    @DisplayName("CVE-2024-4263 who may read may not delete, upload or change")
    void readersChangeNothing() {
        String reader = GuardedServer.only(Permission.EXPERIMENT_READ);
        String path = "/api/2.0/mlflow-artifacts/artifacts/kept/file.txt";
        well(put("kept/file.txt", "kept"));
        refused(as(reader, "DELETE", path).send(), 403);
        refused(as(reader, "PUT", path).body("text/plain", new byte[] {'x'}).send(), 403);
        assertThat(as(reader, "GET", path).send().body()).isEqualTo("kept");
    }

    @Test
    @DisplayName("CVE-2026-2651 multipart calls need what an upload needs, and write nothing")
    void multipartCallsWriteNothing() {
        for (String step : List.of("create", "complete", "abort")) {
            String path = "/api/2.0/mlflow-artifacts/mpu/" + step + "/kept/file.txt";
            refused(client().call("POST", path).json("{}").send(), 401);
            refused(
                    as(GuardedServer.only(Permission.EXPERIMENT_READ), "POST", path)
                            .json("{}")
                            .send(),
                    403);
            refused(call("POST", path).json("{}").send(), 501);
        }
    }

    @Test
    @DisplayName("GHSA-3p64-6gvh-82v5 inputs are logged by who may write")
    void inputsNeedTheRightToWrite() {
        String run = run(experiment("inputs"));
        String json = "{\"run_id\":\"" + run + "\",\"datasets\":[]}";
        String reader = GuardedServer.only(Permission.EXPERIMENT_READ);
        refused(as(reader, "POST", "/api/2.0/mlflow/runs/log-inputs").json(json).send(), 403);
        refused(as(reader, "POST", "/api/2.0/mlflow/runs/outputs").json(json).send(), 403);
    }

    @Test
    @DisplayName("GHSA-46r5-x6jq-v8g6 downloads of the UI stand behind the login")
    void downloadsNeedALogin() {
        refused(client().call("GET", "/get-artifact?run_id=x&path=x").send(), 401);
        refused(
                client().call("GET", "/model-versions/get-artifact?name=x&version=1&path=x")
                        .send(),
                401);
        refused(
                client().call("GET", "/ajax-api/2.0/mlflow/logged-models/x/artifacts/files")
                        .send(),
                401);
        refused(client().call("GET", "/api/slipway/v1/events").send(), ErrorFormat.PROBLEM, 401);
    }
}
