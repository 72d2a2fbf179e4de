package io.slipway.http;

import io.slipway.kernel.SlipwayException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The server's key and certificate.
 *
 * @param keyStore PKCS12 file
 * @param password of the file and the key
 */
public record Tls(Path keyStore, String password) {
    /** @throws SlipwayException INVALID_ARGUMENT if the file cannot be read */
    SslContextFactory.Server context() {
        if (!Files.isReadable(keyStore)) {
            throw SlipwayException.invalid("the key store '" + keyStore.getFileName() + "' cannot be read");
        }
        var context = new SslContextFactory.Server();
        context.setKeyStoreType("PKCS12");
        context.setKeyStorePath(keyStore.toUri().toString());
        context.setKeyStorePassword(password);
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        return context;
    }

    @Override
    public String toString() {
        return "Tls[" + keyStore + "]";
    }
}
