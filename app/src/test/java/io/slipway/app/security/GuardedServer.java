package io.slipway.app.security;

import io.slipway.app.config.ServerConfig;
import io.slipway.app.server.Installation;
import io.slipway.app.server.SlipwayServer;
import io.slipway.http.Endpoint;
import io.slipway.http.PasswordAuthorizer;
import io.slipway.http.PasswordAuthorizer.Account;
import io.slipway.http.Permission;
import io.slipway.kernel.Actor;
import io.slipway.kernel.config.ConfigLoader;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All roles on both ports, with the login of {@code start} and the Host check of {@code start-dev}. There is a token for
 * who may do nothing, for who may do all, and for each permission one for who may do everything but what needs it.
 */
final class GuardedServer implements AutoCloseable {
    private final SlipwayServer server;
    private final Path home;

    private GuardedServer(Path home, List<String> flags) {
        this.home = home;
        var config = new ConfigLoader<>(ServerConfig.class)
                .flags(Stream.concat(Stream.of("--home=" + home, "--port=0", "--serving-http-port=0"), flags.stream())
                        .toList())
                .load();
        var installation = new Installation("0.1.0", null, Path.of("lib"), null, Path.of("."));
        var guard = new SlipwayServer.Guard(
                new PasswordAuthorizer(new Tokens()), null, Set.of("localhost", "127.0.0.1", "[::1]"));
        server = SlipwayServer.start(config, guard, installation);
    }

    static GuardedServer start(Path home, String... flags) {
        return new GuardedServer(home, List.of(flags));
    }

    /** One of the two ports. */
    record Port(String url, List<Endpoint> endpoints) {
        RawHttp client() {
            return new RawHttp(url);
        }
    }

    Port control() {
        return new Port(server.controlUrl(), server.controlEndpoints());
    }

    Port inference() {
        return new Port(server.inferenceUrl(), server.inferenceEndpoints());
    }

    Path home() {
        return home;
    }

    static String anything() {
        return "Bearer may-everything";
    }

    static String nothing() {
        return "Bearer may-nothing";
    }

    /** Everything that can be granted, but not this and not the right to do all. */
    static String allBut(Permission permission) {
        return "Bearer all-but-" + permission.name().toLowerCase(Locale.ROOT);
    }

    static String only(Permission permission) {
        return "Bearer only-" + permission.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Tokens implements PasswordAuthorizer.Accounts {
        private final Map<String, Account> byHash = new HashMap<>();

        Tokens() {
            add(anything(), Set.of(Permission.ADMIN));
            add(nothing(), Set.of());
            for (Permission permission : Permission.values()) {
                Set<Permission> others = EnumSet.allOf(Permission.class);
                others.remove(permission);
                others.remove(Permission.ADMIN);
                add(allBut(permission), others);
                add(only(permission), Set.of(permission));
            }
        }

        private void add(String bearer, Set<Permission> permissions) {
            String token = bearer.substring("Bearer ".length());
            var account = new Account(new Actor(Actor.Kind.USER, token), "", permissions);
            byHash.put(PasswordAuthorizer.tokenHash(token), account);
        }

        @Override
        public @Nullable Account byName(String name) {
            return null;
        }

        @Override
        public @Nullable Account byToken(String tokenHash) {
            return byHash.get(tokenHash);
        }
    }
}
