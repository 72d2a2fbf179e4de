package io.slipway.tracking.wire;

import io.slipway.http.ErrorFormat;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The words and statuses that MLflow's clients know for each kind of failure. An existing name is 400 there, not 409.
 * A state that forbids a change keeps MLflow's name INVALID_STATE but is answered with 400: with MLflow's 500 its
 * client would repeat the call for minutes.
 */
public final class MlflowErrors {
    /** {@code {"error_code": NAME, "message": text}}. */
    public static final ErrorFormat FORMAT = MlflowErrors::body;

    private MlflowErrors() {}

    private record Words(String name, int status) {}

    /**
     * How MLflow sorts failures for its dashboards.
     *
     * @param state five characters in the manner of SQLSTATE
     * @param name a coarser name of the failure
     */
    private record Kind(String state, String name) {}

    private static ErrorFormat.Body body(ErrorCode code, String message) {
        Words words = words(code);
        var json = Json.object().put("error_code", words.name).put("message", message);
        Kind kind = kind(words.name);
        if (kind != null) {
            json.put("sqlstate", kind.state).put("error_class", kind.name);
        }
        return new ErrorFormat.Body(
                words.status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Kind kind(String name) {
        return switch (name) {
            case "INVALID_PARAMETER_VALUE", "BAD_REQUEST" -> new Kind("KAM00", "INVALID_PARAMETER_VALUE");
            case "RESOURCE_DOES_NOT_EXIST", "NOT_FOUND", "ENDPOINT_NOT_FOUND" ->
                new Kind("KAM00", "RESOURCE_NOT_FOUND");
            case "RESOURCE_ALREADY_EXISTS" -> new Kind("KAM00", "RESOURCE_ALREADY_EXISTS");
            case "PERMISSION_DENIED" -> new Kind("KAM00", "PERMISSION_DENIED");
            case "INTERNAL_ERROR", "INVALID_STATE", "TEMPORARILY_UNAVAILABLE" ->
                new Kind("XXM00", "CLIENT_INTERNAL_ERROR");
            default -> null;
        };
    }

    private static Words words(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> new Words("INVALID_PARAMETER_VALUE", 400);
            case UNSUPPORTED_MEDIA_TYPE -> new Words("INVALID_PARAMETER_VALUE", 400);
            case UNPROCESSABLE -> new Words("INVALID_PARAMETER_VALUE", 422);
            case UNAUTHENTICATED -> new Words("UNAUTHENTICATED", 401);
            case PERMISSION_DENIED -> new Words("PERMISSION_DENIED", 403);
            case NOT_FOUND -> new Words("RESOURCE_DOES_NOT_EXIST", 404);
            case METHOD_NOT_ALLOWED -> new Words("ENDPOINT_NOT_FOUND", 405);
            case ALREADY_EXISTS -> new Words("RESOURCE_ALREADY_EXISTS", 400);
            case CONFLICT -> new Words("INVALID_STATE", 400);
            case PAYLOAD_TOO_LARGE -> new Words("INVALID_PARAMETER_VALUE", 413);
            case RANGE_NOT_SATISFIABLE -> new Words("INVALID_PARAMETER_VALUE", 416);
            case RATE_LIMITED -> new Words("REQUEST_LIMIT_EXCEEDED", 429);
            case CANCELLED -> new Words("CANCELLED", 499);
            case INTERNAL -> new Words("INTERNAL_ERROR", 500);
            case DATA_CORRUPT -> new Words("DATA_LOSS", 500);
            case NOT_SUPPORTED -> new Words("NOT_IMPLEMENTED", 501);
            case UNAVAILABLE -> new Words("TEMPORARILY_UNAVAILABLE", 503);
            case STORAGE_FULL -> new Words("RESOURCE_EXHAUSTED", 507);
            case DEADLINE_EXCEEDED -> new Words("DEADLINE_EXCEEDED", 504);
        };
    }
}
