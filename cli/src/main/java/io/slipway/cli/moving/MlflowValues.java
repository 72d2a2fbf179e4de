package io.slipway.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** The spellings that MLflow's stores use. */
final class MlflowValues {
    private static final String[] RUN_STATUS = {"", "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"};
    private static final String[] MODEL_STATUS = {
        "", "LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"
    };

    /** Stage of a version that was deleted: its number stays taken. */
    static final String DELETED_STAGE = "Deleted_Internal";

    private MlflowValues() {}

    /** A name, or the number that files keep. */
    static String runStatus(String text) {
        return status(text, RUN_STATUS, "RUNNING");
    }

    static String modelStatus(String text) {
        return status(text, MODEL_STATUS, "LOGGED_MODEL_READY");
    }

    private static String status(String text, String[] names, String otherwise) {
        for (int i = 1; i < names.length; i++) {
            String name = names[i];
            if (text.equals(name) || text.equals(Integer.toString(i)) || name.endsWith("_" + text)) {
                return name;
            }
        }
        return otherwise;
    }

    static int runStatusNumber(String name) {
        return number(name, RUN_STATUS);
    }

    static int modelStatusNumber(String name) {
        return number(name, MODEL_STATUS);
    }

    private static int number(String name, String[] names) {
        for (int i = 1; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return 1;
    }

    static String stage(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "staging" -> "Staging";
            case "production" -> "Production";
            case "archived" -> "Archived";
            default -> "None";
        };
    }

    /** As Python writes floats: also nan, inf, -inf. */
    static double number(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw SlipwayException.invalid("'" + shown(text) + "' is no number");
                }
            }
        };
    }

    static double number(JsonNode value) {
        return value.isTextual() ? number(value.asText()) : value.asDouble();
    }

    static long whole(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw SlipwayException.invalid("'" + shown(text) + "' is no whole number");
        }
    }

    static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static void update(MessageDigest digest, String text) {
        digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
