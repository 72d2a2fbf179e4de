package io.slipway.http;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Basic (name and password) and bearer (token) credentials. Passwords are kept as Argon2id hashes in PHC form (19 MiB, 2 passes, 1
 * lane: the OWASP minimum), tokens as SHA-256, which is enough for 256 random bits. What was verified is remembered
 * for a minute under a keyed digest, so that one client costs one verification a minute; a changed password or a
 * withdrawn token therefore works for at most that long. At most two verifications run at once.
 */
public final class PasswordAuthorizer implements Authorizer {
    private static final Argon2Function ARGON2 = Argon2Function.getInstance(19 << 10, 2, 1, 32, Argon2.ID);
    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_REMEMBERED = 10_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Someone who may call.
     *
     * @param permissions {@link Permission#ADMIN} includes all others
     */
    public record Account(Actor actor, String passwordHash, Set<Permission> permissions) {
        public Account {
            permissions = Set.copyOf(permissions);
        }

        @Override
        public String toString() {
            return "Account[" + actor + "]";
        }
    }

    /** Where the accounts are; asked on a thread that may wait. */
    public interface Accounts {
        /** Null if nobody has the name. */
        @Nullable
        Account byName(String name);

        /** Null if no token has this hash, see {@link #tokenHash}. */
        @Nullable
        Account byToken(String tokenHash);
    }

    private record Remembered(Account account, long until) {}

    private final Accounts accounts;
    private final SecretKeySpec key;
    private final String nobodysHash = hash("nobody has this password");
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final Map<Actor, Set<Permission>> granted = new ConcurrentHashMap<>();
    private final Semaphore verifications = new Semaphore(2, true);

    public PasswordAuthorizer(Accounts accounts) {
        this.accounts = accounts;
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** The Argon2id hash of a new password, as an account keeps it. */
    public static String hash(String password) {
        return Password.hash(password).addRandomSalt(16).with(ARGON2).getResult();
    }

    /** A new token: 256 random bits behind a prefix that scanners for leaked secrets can find. */
    public static String newToken() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return "slipway_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** SHA-256 of a token in hexadecimal digits, as it is stored. */
    public static String tokenHash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable Actor known(Headers headers) {
        String credentials = headers.get("Authorization");
        Remembered found = credentials == null ? null : remembered.get(digest(credentials));
        return found == null || System.nanoTime() - found.until > 0 ? null : found.account.actor();
    }

    @Override
    public Actor authenticate(Headers headers) {
        String credentials = headers.get("Authorization");
        if (credentials == null) {
            throw new SlipwayException(
                    ErrorCode.UNAUTHENTICATED, "no credentials; send a name and password or a token");
        }
        int space = credentials.indexOf(' ');
        String scheme = space < 0 ? credentials : credentials.substring(0, space);
        String rest = space < 0 ? "" : credentials.substring(space + 1).strip();
        Account account = scheme.equalsIgnoreCase("bearer")
                ? accounts.byToken(tokenHash(rest))
                : scheme.equalsIgnoreCase("basic") ? verified(rest) : null;
        if (account == null) {
            throw new SlipwayException(ErrorCode.UNAUTHENTICATED, "wrong name, password or token");
        }
        remember(digest(credentials), account);
        return account.actor();
    }

    /** Takes as long for a name that nobody has as for a wrong password. */
    private @Nullable Account verified(String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int colon = pair.indexOf(':');
        if (colon < 0 || pair.length() > 1024) {
            return null;
        }
        Account account = accounts.byName(pair.substring(0, colon));
        String hash = account == null ? nobodysHash : account.passwordHash();
        boolean right = verify(pair.substring(colon + 1), hash);
        return right ? account : null;
    }

    private boolean verify(String password, String hash) {
        try {
            verifications.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "the server is stopping; try again", e);
        }
        try {
            return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
        } finally {
            verifications.release();
        }
    }

    private void remember(String digest, Account account) {
        long now = System.nanoTime();
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.values().removeIf(entry -> now - entry.until > 0);
            Iterator<String> oldest = remembered.keySet().iterator();
            while (remembered.size() >= MAX_REMEMBERED && oldest.hasNext()) {
                oldest.next();
                oldest.remove();
            }
        }
        granted.put(account.actor(), account.permissions());
        remembered.put(digest, new Remembered(account, now + REMEMBERED_NANOS));
    }

    private String digest(String credentials) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(credentials.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void check(Permission permission, Actor actor, String workspace) {
        Set<Permission> may = granted.getOrDefault(actor, Set.of());
        if (permission != Permission.PUBLIC && !may.contains(permission) && !may.contains(Permission.ADMIN)) {
            throw new SlipwayException(
                    ErrorCode.PERMISSION_DENIED,
                    actor + " lacks the permission " + permission + "; ask an administrator");
        }
    }

    @Override
    public String challenge() {
        return "Basic realm=\"Slipway\", charset=\"UTF-8\"";
    }
}
