package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Paths that want to leave the folder they are looked up in. */
final class PathAttacksTest extends Attack {
    /** Ways to the canary, which lies two or more folders above every file, and to the password file of the machine. */
    private static final List<String> SPELLINGS = List.of(
            "../../../../canary.txt",
            "..%2f..%2f..%2fcanary.txt",
            "%2e%2e/%2e%2e/%2e%2e/canary.txt",
            "%2E%2E%2F%2E%2E%2Fcanary.txt",
            "%252e%252e%252f%252e%252e%252fcanary.txt",
            "%25252e%25252e%25252fcanary.txt",
            "..%5c..%5c..%5ccanary.txt",
            "..\\..\\canary.txt",
            "..;/..;/canary.txt",
            "..%3b/..%3b/canary.txt",
            "a/../../../canary.txt",
            "a/%2e%2e/%2e%2e/%2e%2e/canary.txt",
            "/etc/passwd",
            "%2fetc%2fpasswd",
            "//etc/passwd",
            "file:///etc/passwd",
            "file:%2f%2f%2fetc%2fpasswd",
            "C:/Windows/win.ini",
            "C:%5cWindows%5cwin.ini",
            "..%00/canary.txt",
            "%c0%ae%c0%ae/canary.txt",
            "%u002e%u002e/canary.txt",
            "....//....//canary.txt",
            ".%2e/.%2e/canary.txt",
            "x%23/../../canary.txt",
            "proc/self/root/etc/passwd",
            "%ef%bc%8e%ef%bc%8e/canary.txt");

    private void harmless(RawHttp.Answer answer) {
        new Answers(server().home()).check(answer, io.slipway.tracking.wire.MlflowErrors.FORMAT);
        assertThat(answer.body()).as("%s", answer).doesNotContain(CANARY).doesNotContain("root:");
    }

    /** As a value of a query, where the spelling itself is decoded once. */
    private void asQuery(String before) {
        for (String spelling : SPELLINGS) {
            harmless(get(before + spelling.replace("\\", "%5c").replace(";", "%3b")));
            harmless(get(before + encoded(spelling)));
        }
    }

    @Test
    @DisplayName("CVE-2023-30172 get-artifact with a path that climbs")
    void getArtifactStaysInTheRun() {
        String run = run(experiment("climbing"));
        asQuery("/get-artifact?run_id=" + run + "&path=");
        refused(get("/get-artifact?run_id=" + run + "&path=../../../etc/passwd"), 400);
    }

    @Test
    @DisplayName("CVE-2023-3765, CVE-2026-2033 listing artifacts of absolute, drive and climbing paths")
    void listingsStayInTheirFolder() {
        String run = run(experiment("listing"));
        asQuery("/api/2.0/mlflow/artifacts/list?run_id=" + run + "&path=");
        asQuery("/api/2.0/mlflow-artifacts/artifacts?path=");
        refused(get("/api/2.0/mlflow-artifacts/artifacts?path=C:%5CWindows"), 400);
    }

    @Test
    @DisplayName("CVE-2023-6015, CVE-2023-6018, CVE-2023-6975, CVE-2023-6976 uploads that write outside of the store")
    void uploadsStayInTheStore() {
        for (String spelling : SPELLINGS) {
            String evil = spelling.replace("canary.txt", "evil.txt").replace("\\", "%5c");
            harmless(put(evil, "evil"));
            harmless(put(spelling.replace("\\", "%5c"), "evil"));
        }
        refused(put("..%2f..%2fevil.txt", "evil"), 400);
        refused(put("%252e%252e%252fevil.txt", "evil"), 400);
    }

    @Test
    @DisplayName("CVE-2023-6018 upload-artifact of the UI with a path that climbs")
    void uploadsOfTheUiStayInTheRun() {
        String run = run(experiment("ui uploads"));
        for (String spelling : SPELLINGS) {
            harmless(call("POST", "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=" + run + "&path=" + encoded(spelling))
                    .body("text/plain", "evil".getBytes(StandardCharsets.UTF_8))
                    .send());
        }
    }

    @Test
    @DisplayName("CVE-2023-6831, CVE-2024-1560 deleting outside of the store, encoded once and twice")
    void deletesStayInTheStore() {
        for (String spelling : SPELLINGS) {
            harmless(call("DELETE", "/api/2.0/mlflow-artifacts/artifacts/" + spelling.replace("\\", "%5c"))
                    .send());
        }
        refused(
                call("DELETE", "/api/2.0/mlflow-artifacts/artifacts/..%2f..%2fcanary.txt")
                        .send(),
                400);
        refused(
                call("DELETE", "/api/2.0/mlflow-artifacts/artifacts/%252e%252e%252fcanary.txt")
                        .send(),
                400);
        refused(call("DELETE", "/api/2.0/mlflow-artifacts/artifacts/.").send(), 400);
    }

    @Test
    @DisplayName("CVE-2024-1593 path parameters behind ';'")
    void semicolonsHideNothing() {
        for (String path : List.of("a;/../../canary.txt", "a/..;x=1/..;/canary.txt", ";/../canary.txt")) {
            harmless(get("/api/2.0/mlflow-artifacts/artifacts/" + path));
            harmless(put(path, "evil"));
        }
        refused(get("/api/2.0/mlflow-artifacts/artifacts/..;/..;/canary.txt"), 400);
    }

    @Test
    @DisplayName("CVE-2026-33866 files of logged models by the UI's route")
    void filesOfLoggedModelsStayInTheModel() {
        String model = well(post(
                        "logged-models", "{\"experiment_id\":\"" + experiment("logged") + "\",\"name\":\"m\"}"))
                .json()
                .at("/model/info/model_id")
                .asText();
        asQuery("/ajax-api/2.0/mlflow/logged-models/" + model + "/artifacts/files?artifact_file_path=");
        asQuery("/api/2.0/mlflow/logged-models/" + model + "/artifacts/directories?artifact_directory_path=");
    }

    @Test
    @DisplayName("CVE-2025-15031, CVE-2025-15036 archives with names that climb are never expanded")
    void archivesAreKeptAsTheyAre() {
        byte[] tar = tarOf("../../../evil.txt");
        String path = "/api/2.0/mlflow-artifacts/artifacts/archives/model.tar";
        well(call("PUT", path).body("application/x-tar", tar).send());
        assertThat(get(path).body()).isEqualTo(new String(tar, StandardCharsets.UTF_8));
    }

    /** One empty file in the form of POSIX ustar. */
    private static byte[] tarOf(String name) {
        byte[] header = new byte[512];
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 0, text.length);
        header[156] = '0';
        var out = new ByteArrayOutputStream();
        out.writeBytes(header);
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    @Test
    @DisplayName("CVE-2024-3099 names that differ only by their encoding")
    void namesOfModelsHaveOneSpelling() {
        well(post("registered-models/create", "{\"name\":\"spelling\"}"));
        for (String name : List.of("spell%69ng", "spelling%00", "spelling/", "spelling\\u0000", "../spelling")) {
            refused(post("registered-models/create", "{\"name\":\"" + name + "\"}"), 400);
        }
    }

    @Test
    @DisplayName("CVE-2023-6909, CVE-2023-2356 paths of Slipway's own routes")
    void filesOfServedModelsStayInTheModel() {
        for (String spelling : SPELLINGS) {
            RawHttp.Answer answer =
                    get("/api/slipway/v1/models/none/versions/1/files/" + spelling.replace("\\", "%5c"));
            refused(answer, io.slipway.http.ErrorFormat.PROBLEM, 400, 404);
        }
    }
}
