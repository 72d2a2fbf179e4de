package io.slipway.app.commands;

import io.slipway.app.config.ServerConfig;
import io.slipway.http.PasswordAuthorizer;
import io.slipway.http.PasswordAuthorizer.Account;
import io.slipway.http.Permission;
import io.slipway.kernel.Actor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one account that the configuration names: it may do everything. */
final class FirstAdministrator implements PasswordAuthorizer.Accounts {
    private final Account account;

    /** @param admin with a password */
    FirstAdministrator(ServerConfig.Admin admin) {
        String hash = PasswordAuthorizer.hash(String.valueOf(admin.password()));
        account = new Account(new Actor(Actor.Kind.USER, admin.user()), hash, Set.of(Permission.ADMIN));
    }

    @Override
    public @Nullable Account byName(String name) {
        return name.equals(account.actor().name()) ? account : null;
    }

    @Override
    public @Nullable Account byToken(String tokenHash) {
        return null;
    }
}
