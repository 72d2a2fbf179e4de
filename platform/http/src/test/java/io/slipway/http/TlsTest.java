package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.SlipwayException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a key made by keytool, as a PKCS12 store and as PEM files. */
@Tag("slow")
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    @Nullable
    Path temporary;

    @Test
    void bothFormsOfKeysServe() throws Exception {
        Path folder = java.util.Objects.requireNonNull(temporary);
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Path certificate = pem(
                folder.resolve("c.pem"),
                "CERTIFICATE",
                keys.getCertificate("server").getEncoded());
        Key key = keys.getKey("server", PASSWORD.toCharArray());
        Path privateKey = pem(folder.resolve("k.pem"), "PRIVATE KEY", key.getEncoded());

        HttpClient client = HttpClient.newBuilder().sslContext(trusting(keys)).build();
        for (Tls tls : List.of(Tls.pkcs12(store, PASSWORD), Tls.pem(certificate, privateKey))) {
            try (HttpServer server = HttpServer.builder()
                    .endpoints(ServiceRows.health(new Health(), r -> Response.text(200, "1")))
                    .tls(tls)
                    .start()) {
                var request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/health"));
                assertThat(client.send(request.build(), BodyHandlers.ofString()).body())
                        .isEqualTo("OK");
            }
        }
        assertThatThrownBy(() -> Tls.pkcs12(store, "wrong")).isInstanceOf(SlipwayException.class);
        assertThatThrownBy(() -> Tls.pem(certificate, certificate)).hasMessageContaining("BEGIN PRIVATE KEY");
        assertThatThrownBy(() -> Tls.pem(folder.resolve("none"), privateKey)).hasMessageContaining("none");
    }

    private static Path pem(Path file, String kind, byte[] der) throws java.io.IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
