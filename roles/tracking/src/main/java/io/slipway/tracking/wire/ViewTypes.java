package io.slipway.tracking.wire;

import java.util.List;

/** Which of the living and the deleted a search looks at. */
public final class ViewTypes {
    private static final List<String> NAMES = List.of("ACTIVE_ONLY", "DELETED_ONLY", "ALL");

    private ViewTypes() {}

    /** The life cycle stages of a view type; active ones if the field is absent. */
    public static List<String> lifecycles(Message message, String field) {
        return switch (message.choice(field, NAMES).orElse("ACTIVE_ONLY")) {
            case "DELETED_ONLY" -> List.of("deleted");
            case "ALL" -> List.of("active", "deleted");
            default -> List.of("active");
        };
    }
}
