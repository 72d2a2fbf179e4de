package io.slipway.kernel;

/**
 * Who does something: a person, a token or a part of Slipway itself.
 *
 * @param name unique among the actors of its kind, e.g. {@code ada} or {@code monitoring}
 */
public record Actor(Kind kind, String name) {
    /** The nature of an actor. */
    public enum Kind {
        USER,
        TOKEN,
        SYSTEM
    }

    /** Used where no login is asked for ({@code start-dev}). */
    public static final Actor ANONYMOUS = new Actor(Kind.USER, "anonymous");

    public static Actor system(String part) {
        return new Actor(Kind.SYSTEM, part);
    }

    @Override
    public String toString() {
        return kind == Kind.USER ? name : kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + name;
    }
}
