package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.ErrorFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a page of others could do through the browser of a user, and what a stored file could do in it. */
final class BrowserAttacksTest extends Attack {
    @Test
    @DisplayName("CVE-2025-14279 a rebound name in Host")
    void foreignHostsAreRefused() {
        for (String host : List.of(
                "attacker.example",
                "attacker.example:5000",
                "127.0.0.1.attacker.example",
                "localhost.attacker.example",
                "attacker.example@127.0.0.1",
                "0.0.0.0",
                "[::ffff:127.0.0.1]")) {
            RawHttp.Answer answer = call("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0")
                    .with("Host", host)
                    .send();
            assertThat(answer.status()).as("%s", answer).isIn(400, 403);
            assertThat(answer.body()).doesNotContain("Default");
        }
    }

    @Test
    @DisplayName("CVE-2023-43472 a web page that posts JSON as text, as a form, or from its own origin")
    void pagesOfOthersChangeNothing() {
        byte[] json = "{\"name\":\"drive-by\"}".getBytes(StandardCharsets.UTF_8);
        String create = "/api/2.0/mlflow/experiments/create";
        for (String type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain; application/json",
                "application/json-patch",
                "")) {
            refused(call("POST", create).body(type, json).send(), 400);
        }
        for (String origin :
                List.of("https://attacker.example", "null", "file://", "http://127.0.0.1.attacker.example")) {
            refused(
                    call("POST", create)
                            .with("Origin", origin)
                            .body("application/json", json)
                            .send(),
                    403);
            refused(
                    call("POST", "/api/slipway/v1/pipelines/x/runs")
                            .with("Origin", origin)
                            .json("{}")
                            .send(),
                    ErrorFormat.PROBLEM,
                    403);
        }
        refused(get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=drive-by"), 404);
    }

    @Test
    @DisplayName("CVE-2023-6568 markup in Content-Type is not echoed as a page")
    void contentTypesAreNotEchoed() {
        RawHttp.Answer answer = refused(
                call("POST", "/api/2.0/mlflow/experiments/create")
                        .body("text/" + Answers.SCRIPT, new byte[] {'x'})
                        .send(),
                400);
        assertThat(answer.body()).doesNotContain(Answers.SCRIPT);
    }

    @Test
    @DisplayName(
            "CVE-2023-33865, GHSA-fh64-r2vc-xvhr stored pages, pictures and YAML are downloads that no browser runs")
    void storedFilesAreDownloads() {
        for (String name :
                List.of("page.html", "page.htm", "page.xhtml", "picture.svg", "MLmodel", "x.yaml", "x.js", "x")) {
            String path = "/api/2.0/mlflow-artifacts/artifacts/stored/" + name;
            well(put("stored/" + name, Answers.SCRIPT));
            RawHttp.Answer answer = well(get(path));
            assertThat(answer.header("Content-Disposition")).as(name).startsWith("attachment");
            assertThat(answer.header("X-Content-Type-Options")).as(name).isEqualTo("nosniff");
            assertThat(answer.header("Content-Security-Policy")).as(name).contains("sandbox", "default-src 'none'");
        }
    }

    @Test
    @DisplayName("file names that write headers of the answer")
    void namesWriteNoHeaders() {
        refused(put("a%0d%0aSet-Cookie:%20x=1", "x"), 400);
        well(put("quotes%22;%20filename=evil.html", "x"));
        RawHttp.Answer answer = well(get("/api/2.0/mlflow-artifacts/artifacts/quotes%22;%20filename=evil.html"));
        assertThat(answer.header("Content-Disposition")).startsWith("attachment; filename=download; filename*=UTF-8''");
    }

    @Test
    @DisplayName("CVE-2025-1473 no answer lets another origin read it, and there is no form to sign up")
    void nothingIsSharedWithOtherOrigins() {
        RawHttp.Answer asked = call("OPTIONS", "/api/2.0/mlflow/experiments/search")
                .with("Origin", "https://attacker.example")
                .with("Access-Control-Request-Method", "POST")
                .send();
        RawHttp.Answer read = call("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0")
                .with("Origin", "https://attacker.example")
                .send();
        for (RawHttp.Answer answer : List.of(asked, read)) {
            assertThat(answer.headers().keySet()).as("%s", answer).noneMatch(name -> name.startsWith("access-control"));
        }
        refused(get("/signup"), ErrorFormat.PROBLEM, 404);
        refused(call("POST", "/api/2.0/mlflow/users/create-ui").json("{}").send(), 404);
    }
}
