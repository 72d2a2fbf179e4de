package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kernel.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Addresses that callers send: the server opens none of them. A listener inside counts who comes. */
final class SourceAttacksTest extends Attack {
    private final AtomicInteger visits = new AtomicInteger();
    private ServerSocket inside;

    @BeforeEach
    void listen() throws IOException {
        inside = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> {
            while (true) {
                try {
                    inside.accept().close();
                    visits.incrementAndGet();
                } catch (SocketException e) {
                    return;
                } catch (IOException e) {
                    visits.incrementAndGet();
                }
            }
        });
    }

    @AfterEach
    void nobodyCame() throws IOException {
        inside.close();
        assertThat(visits).hasValue(0);
    }

    private String listener(String scheme) {
        return scheme + "://127.0.0.1:" + inside.getLocalPort();
    }

    private RawHttp.Answer version(String model, String source, String more) {
        return post(
                "model-versions/create", "{\"name\":\"" + model + "\",\"source\":" + Json.write(source) + more + "}");
    }

    private void refusesSources(String model, List<String> sources, String more) {
        call("POST", "/api/2.0/mlflow/registered-models/create")
                .json("{\"name\":\"" + model + "\"}")
                .send();
        for (String source : sources) {
            refused(version(model, source, more), 400, 404);
        }
    }

    @Test
    @DisplayName("CVE-2023-1177, CVE-2024-3573 versions with file: sources, in all spellings")
    void fileSourcesAreRefused() {
        refusesSources(
                "files",
                List.of(
                        "file:///etc/",
                        "file:/etc/",
                        "FILE:///etc/",
                        "file://localhost/etc/",
                        "file:etc",
                        "f%69le:///etc/",
                        "%66ile:///etc/",
                        " file:///etc/",
                        "file+s3:///etc/",
                        "local:///etc/",
                        ":///etc/",
                        "://etc",
                        "?/../../etc",
                        "#/../../etc"),
                "");
    }

    @Test
    @DisplayName("CVE-2023-1176, CVE-2023-6977, CVE-2024-1558 versions with local and relative paths")
    void localSourcesAreRefused() {
        refusesSources(
                "paths",
                List.of(
                        "/etc/passwd",
                        "//etc/passwd",
                        "//proc/self/root/etc",
                        "/proc/self/root",
                        "./etc",
                        "../../etc",
                        "etc/passwd",
                        ".",
                        "~/.ssh",
                        "C:\\Windows",
                        "C:/Windows",
                        "\\\\host\\share"),
                "");
    }

    @Test
    @DisplayName("CVE-2023-2356, CVE-2023-2780, CVE-2024-8859, CVE-2025-11201 versions with '..' in other schemes")
    void climbingSourcesAreRefused() {
        String run = run(experiment("sources"));
        refusesSources(
                "schemes",
                List.of(
                        "mlflow-artifacts:/../../etc",
                        "mlflow-artifacts:/%2e%2e/%2e%2e/etc",
                        "mlflow-artifacts:/%252e%252e/etc",
                        "mlflow-artifacts://host/../../etc",
                        "mlflow-artifacts:/x\\..\\..\\etc",
                        "runs:/" + run + "/../../../etc",
                        "runs:/" + run + "/%2e%2e/%2e%2e/etc",
                        "models:/../../etc/1",
                        "models:/m-" + "0".repeat(32) + "/../..",
                        "dbfs:/../../etc",
                        "dbfs:/x/%2e%2e/%2e%2e/etc",
                        "s3://bucket/../../etc",
                        "s3://bucket/x?y/../../etc",
                        "s3://bucket/x#/../../etc",
                        "s3://bucket/x;/../../etc"),
                ",\"run_id\":\"" + run + "\"");
    }

    @Test
    @DisplayName("CVE-2023-6974 versions with http sources, which might lead inward")
    void httpSourcesAreRefused() {
        refusesSources(
                "web",
                List.of(
                        listener("http") + "/model",
                        listener("https") + "/model",
                        listener("ftp") + "/model",
                        "http://169.254.169.254/latest/meta-data/",
                        "hdfs://127.0.0.1/x",
                        "http:///#/../../etc"),
                "");
    }

    @Test
    @DisplayName(
            "CVE-2023-6909, CVE-2024-1483, CVE-2024-1594, CVE-2024-2928, CVE-2024-3848 artifact_location with tricks")
    void filesOfExperimentsElsewhereAreNeverOpened() {
        int i = 0;
        for (String location : List.of(
                "http:///?/../../../../../../etc/",
                "http:///#/../../../../../../etc/",
                "http://host/%23/../../etc/",
                "file:///etc/#",
                "file:///etc",
                "/etc",
                "/etc;x",
                "//proc/self/root/etc",
                "runs:/x",
                "mlflow-artifacts:/../../..",
                "mlflow-artifacts:/%2e%2e/%2e%2e",
                "mlflow-artifacts://../..",
                listener("http"),
                "s3://bucket/x")) {
            String json = "{\"name\":\"location " + i++ + "\",\"artifact_location\":" + Json.write(location) + "}";
            RawHttp.Answer made = post("experiments/create", json);
            if (made.status() != 200) {
                refused(made, 400);
                continue;
            }
            String run = run(made.json().path("experiment_id").asText());
            for (String path : List.of("passwd", "etc/passwd", "canary.txt", "hostname")) {
                refused(get("/get-artifact?run_id=" + run + "&path=" + path), 400, 404);
            }
            refused(get("/api/2.0/mlflow/artifacts/list?run_id=" + run), 400);
        }
    }

    @Test
    @DisplayName("CVE-2023-1177 files of a version whose source is elsewhere are not fetched by the server")
    void objectStoresAreTheClientsAffair() {
        post("registered-models/create", "{\"name\":\"elsewhere\"}");
        well(version("elsewhere", "s3://127.0.0.1:" + inside.getLocalPort() + "/x", ""));
        refused(get("/model-versions/get-artifact?name=elsewhere&version=1&path=MLmodel"), 400);
    }

    @Test
    @DisplayName("CVE-2026-2614 the tag of prompts does not switch the checks of sources off")
    void promptTagsSwitchNothingOff() {
        String tag = ",\"tags\":[{\"key\":\"mlflow.prompt.is_prompt\",\"value\":\"true\"}]";
        post("registered-models/create", "{\"name\":\"prompts\"" + tag + "}");
        post("registered-models/create", "{\"name\":\"no prompts\"}");
        for (String source : List.of("file:///etc/", "/etc/", "../../", listener("http"), "mlflow-artifacts:/x")) {
            refused(version("prompts", source, tag), 400);
            refused(version("no prompts", source, tag), 400);
            refused(version("no prompts", source, ""), 400);
        }
    }

    @Test
    @DisplayName("CVE-2026-2651, CVE-2025-11201 a source of another run is not taken")
    void sourcesOfOthersAreRefused() {
        String experiment = experiment("owners");
        String mine = run(experiment);
        String theirs = run(experiment);
        post("registered-models/create", "{\"name\":\"owners\"}");
        String root = "mlflow-artifacts:/" + experiment + "/" + theirs + "/artifacts";
        for (String source : List.of(root, root + "/model", "runs:/" + theirs + "/model", "mlflow-artifacts:/")) {
            refused(version("owners", source, ",\"run_id\":\"" + mine + "\""), 400);
            refused(version("owners", source, ""), 400);
        }
        well(version("owners", root + "/model", ",\"run_id\":\"" + theirs + "\""));
    }

    @Test
    @DisplayName("CVE-2026-2393 webhooks to addresses inside")
    void webhooksGoOutsideOnly() {
        for (String url : List.of(
                listener("https"),
                listener("http"),
                "https://localhost:" + inside.getLocalPort(),
                "https://2130706433:" + inside.getLocalPort(),
                "https://0x7f.1/",
                "https://127.1/",
                "https://0/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[fe80::1]/",
                "https://[fd00::1]/",
                "https://169.254.169.254/latest/meta-data/",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://192.168.0.1/",
                "https://100.64.0.1/",
                "https://example.com@127.0.0.1:" + inside.getLocalPort() + "/",
                "https://127.0.0.1#@example.com/",
                "https:///127.0.0.1/",
                "file:///etc/passwd",
                "gopher://127.0.0.1/",
                "//127.0.0.1/",
                "")) {
            String json = "{\"name\":\"inside\",\"url\":" + Json.write(url)
                    + ",\"events\":[{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}]}";
            refused(post("webhooks", json), 400);
        }
    }

    @Test
    @DisplayName("CVE-2023-6753 the source of a dataset is text, whatever it says")
    void sourcesOfDatasetsAreNotOpened() {
        String run = run(experiment("datasets"));
        for (String source : List.of(listener("http"), "file:///etc/passwd", "..\\..\\evil.txt")) {
            well(post(
                    "runs/log-inputs",
                    "{\"run_id\":\"" + run + "\",\"datasets\":[{\"dataset\":{\"name\":\"d\",\"digest\":\"x\","
                            + "\"source_type\":\"http\",\"source\":" + Json.write(source) + "}}]}"));
        }
    }

    @Test
    @DisplayName("GHSA-wxj7-3fx5-pp9m, CVE-2025-52967 gateway-proxy with a free gateway_path")
    void theGatewayProxyFetchesNothing() {
        String path = "/ajax-api/2.0/mlflow/gateway-proxy";
        for (String target : List.of(listener("http"), "../../", "@127.0.0.1:" + inside.getLocalPort())) {
            RawHttp.Answer answer = get(path + "?gateway_path=" + encoded(target));
            assertThat(answer.json().toString()).isEqualTo("{\"endpoints\":[]}");
            RawHttp.Answer posted = call("POST", path)
                    .json("{\"gateway_path\":\"" + target + "\",\"json_data\":{}}")
                    .send();
            refused(posted, 404, 405);
        }
    }
}
