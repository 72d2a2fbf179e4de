package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.SlipwayException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutboundHttpTest {
    private final OutboundHttp http = new OutboundHttp(OutboundHttp.Policy.PUBLIC_HTTPS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/x",
                "https://127.1/x",
                "https://10.1.2.3/x",
                "https://172.16.0.1/x",
                "https://192.168.1.1/x",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/x",
                "https://0.0.0.0/x",
                "https://224.0.0.1/x",
                "https://255.255.255.255/x",
                "https://localhost/x",
                "https://[::1]/x",
                "https://[::]/x",
                "https://[fe80::1]/x",
                "https://[fd00::1]/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://[::ffff:a00:1]/x",
                "https://[2002:7f00:1::]/x",
                "https://[64:ff9b::a00:1]/x",
                "https://user@127.0.0.1/x",
                "http://93.184.215.14/x",
                "ftp://93.184.215.14/x",
                "file:///etc/passwd",
                "not a url",
                "https://",
                "",
            })
    void refusesWhatIsNotPublicHttps(String url) {
        assertThatThrownBy(() -> http.check(url)).isInstanceOf(SlipwayException.class);
    }

    @Test
    void namedOriginsAreAllowedAndNothingBesideThem() {
        var named = new OutboundHttp(OutboundHttp.Policy.PUBLIC_HTTPS.andOrigins(
                "key", List.of("http://127.0.0.1:9000", "https://LOCALHOST:8443/", "https://10.0.0.7")));
        for (String url : List.of(
                "http://127.0.0.1:9000/hook?x=1",
                "https://localhost:8443/",
                "HTTPS://10.0.0.7:443/x",
                "https://10.0.0.7")) {
            assertThatCode(() -> named.check(url)).as(url).doesNotThrowAnyException();
        }
        for (String url : List.of(
                "http://127.0.0.1/hook",
                "https://127.0.0.1:9000/hook",
                "http://127.0.0.1:9001/",
                "http://localhost:8443/",
                "https://10.0.0.8/",
                "http://10.0.0.7/",
                "http://127.0.0.1:9000@10.0.0.9/",
                "http://93.184.215.14/")) {
            assertThatThrownBy(() -> named.check(url)).as(url).isInstanceOf(SlipwayException.class);
        }
    }

    @Test
    void whatIsNoOriginIsToldWithItsKey() {
        for (String text :
                List.of("", "localhost", "ftp://x", "https://", "https://x/path", "https://u@x", "https://x?y")) {
            assertThatThrownBy(() -> OutboundHttp.Policy.PUBLIC_HTTPS.andOrigins("some.key", List.of(text)))
                    .as(text)
                    .isInstanceOf(SlipwayException.class)
                    .hasMessageContaining("some.key");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://93.184.215.14/x",
                "https://93.184.215.14:8443/x?y=1",
                "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/x"
            })
    void allowsPublicHttps(String url) {
        assertThatCode(() -> http.check(url)).doesNotThrowAnyException();
    }
}
