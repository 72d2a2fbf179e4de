package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The server's key and certificates. */
public final class Tls {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final KeyStore keys;
    private final String password;

    private Tls(KeyStore keys, String password) {
        this.keys = keys;
        this.password = password;
    }

    /**
     * A PKCS12 key store.
     *
     * @throws SlipwayException INVALID_ARGUMENT if the file cannot be read or the password is wrong
     */
    public static Tls pkcs12(Path file, String password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password.toCharArray());
            return new Tls(keys, password);
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable("the PKCS12 key store " + file.getFileName(), e);
        }
    }

    /**
     * PEM files.
     *
     * @param certificates the server's first, then those between it and the root
     * @param privateKey unencrypted PKCS8 ({@code BEGIN PRIVATE KEY}): RSA, EC or Ed25519
     * @throws SlipwayException INVALID_ARGUMENT if one cannot be read
     */
    public static Tls pem(Path certificates, Path privateKey) {
        Certificate[] chain;
        try (InputStream in = Files.newInputStream(certificates)) {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable("the certificates " + certificates.getFileName(), e);
        }
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "server", key(Files.readString(privateKey, StandardCharsets.US_ASCII)), new char[0], chain);
            return new Tls(keys, "");
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable("the private key " + privateKey.getFileName(), e);
        }
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new InvalidKeySpecException("no 'BEGIN PRIVATE KEY' in it; openssl pkcs8 -topk8 -nocrypt makes it");
        }
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end)));
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                continue;
            }
        }
        throw new InvalidKeySpecException("neither RSA, EC nor Ed25519");
    }

    private static SlipwayException unreadable(String what, Exception e) {
        return new SlipwayException(ErrorCode.INVALID_ARGUMENT, "cannot read " + what + ": " + e.getMessage(), e);
    }

    SslContextFactory.Server context() {
        var context = new SslContextFactory.Server();
        context.setKeyStore(keys);
        context.setKeyStorePassword(password);
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        return context;
    }
}
