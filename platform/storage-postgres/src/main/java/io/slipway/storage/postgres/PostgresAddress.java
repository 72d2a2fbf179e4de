package io.slipway.storage.postgres;

import io.slipway.kernel.SlipwayException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a database is and who logs in to it.
 *
 * @param url {@code jdbc:postgresql://…}, without user and password
 */
public record PostgresAddress(
        String url, @Nullable String user, @Nullable String password) {
    private static final String SHAPES = "postgresql://user@host:5432/database or jdbc:postgresql://host:5432/database";

    /**
     * @param text {@code postgresql://user:password@host:port/database?…} or {@code jdbc:postgresql://…}; what follows
     *     the question mark is pgjdbc's (https://jdbc.postgresql.org/documentation/use/)
     * @param user used before the one in the text
     * @param password used before the one in the text
     * @throws SlipwayException INVALID_ARGUMENT, never showing a password
     */
    public static PostgresAddress of(String text, @Nullable String user, @Nullable String password) {
        PostgresAddress written = text.startsWith("jdbc:") ? new PostgresAddress(text, null, null) : libpq(text);
        Properties parsed = Driver.parseURL(written.url, new Properties());
        if (parsed == null) {
            throw invalid();
        }
        String name = PGProperty.USER.getOrDefault(parsed);
        String secret = PGProperty.PASSWORD.getOrDefault(parsed);
        return new PostgresAddress(
                written.url, first(user, written.user, name), first(password, written.password, secret));
    }

    private static @Nullable String first(@Nullable String a, @Nullable String b, @Nullable String c) {
        return a != null ? a : b != null ? b : c;
    }

    private static PostgresAddress libpq(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        String scheme = uri.getScheme();
        String host = uri.getHost();
        if (host == null || !("postgresql".equals(scheme) || "postgres".equals(scheme))) {
            throw invalid();
        }
        String login = uri.getRawUserInfo();
        int colon = login == null ? -1 : login.indexOf(':');
        String user = login == null ? null : decoded(colon < 0 ? login : login.substring(0, colon));
        String password = login == null || colon < 0 ? null : decoded(login.substring(colon + 1));
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new PostgresAddress("jdbc:postgresql://" + host + port + uri.getRawPath() + query, user, password);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static SlipwayException invalid() {
        return SlipwayException.invalid("storage.database.url is not the address of a PostgreSQL database; write it as "
                + SHAPES + ", with the password in storage.database.password");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "PostgresAddress[user=" + user + "]";
    }
}
