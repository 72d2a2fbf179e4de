package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server with a login answers to any host, and changes nothing for the page of another site. */
class ForeignPagesTest {
    private final TestServer server = TestServer.of(
            table -> {},
            b -> b.endpoints(ServiceRows.health(new Health(), r -> Response.json(Map.of("version", "1.2.3")))));

    @AfterEach
    void stop() {
        server.close();
    }

    private int status(String method, String headers) throws IOException {
        String answer = server.raw(method + " /livez HTTP/1.1\r\nHost: ml.example\r\n" + headers.replace("; ", "\r\n")
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return Integer.parseInt(answer.substring(9, 12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site; Origin: https://other.example",
                "Sec-Fetch-Site: anything",
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://ml.example:81",
                "Origin: https://ml.example.evil.example",
                "Origin: not an origin",
                "Origin: https://proxied.example",
            })
    void pagesOfOthersChangeNothing(String headers) throws IOException {
        assertThat(status("POST", headers)).isEqualTo(403);
        assertThat(status("DELETE", headers)).isEqualTo(403);
        assertThat(status("GET", headers)).isEqualTo(200);
    }

    /** 405: the call came as far as the table of routes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Nothing: 1",
                "Sec-Fetch-Site: same-origin; Origin: https://ml.example",
                "Sec-Fetch-Site: none",
                "Origin: https://ml.example",
                "Origin: http://ML.example",
                "Origin: https://shown.example:8443; X-Forwarded-Host: shown.example:8443",
            })
    void ownPagesAndProgramsDo(String headers) throws IOException {
        assertThat(status("POST", headers)).isEqualTo(405);
    }
}
