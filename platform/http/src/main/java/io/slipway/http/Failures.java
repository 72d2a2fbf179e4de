package io.slipway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Ids;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a handler threw into a failure that may be shown, and logs what an operator must see. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private Failures() {}

    /** @param doing method and path, for the log */
    static SlipwayException translate(Throwable thrown, String doing) {
        Throwable failure = thrown;
        while ((failure instanceof CompletionException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return switch (failure) {
            case SlipwayException e -> e.code().fault() == ErrorCode.Fault.SERVER ? logged(e, doing) : e;
            case JsonProcessingException e -> Json.invalid(e);
            case HttpException e -> badMessage(e);
            case BodyLimit.Lost e -> bodyLost(e);
            case TimeoutException e -> stalled(e);
            case EofException e -> new SlipwayException(ErrorCode.CANCELLED, "the client went away", e);
            case InterruptedException e ->
                new SlipwayException(ErrorCode.UNAVAILABLE, "the server is stopping; try again", e);
            default -> internal(failure, doing);
        };
    }

    private static SlipwayException bodyLost(BodyLimit.Lost lost) {
        for (Throwable cause = lost.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpException malformed) {
                return badMessage(malformed);
            }
            if (cause instanceof TimeoutException) {
                return stalled(lost);
            }
        }
        return new SlipwayException(ErrorCode.CANCELLED, "the client went away while sending the body", lost);
    }

    private static SlipwayException stalled(Throwable e) {
        return new SlipwayException(
                ErrorCode.INVALID_ARGUMENT, "the body stopped before its end; send it without pauses", e);
    }

    private static SlipwayException badMessage(HttpException e) {
        ErrorCode code = switch (e.getCode()) {
            case 408 -> ErrorCode.DEADLINE_EXCEEDED;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            default -> ErrorCode.INVALID_ARGUMENT;
        };
        return new SlipwayException(code, "malformed request: " + e.getReason());
    }

    private static SlipwayException logged(SlipwayException e, String doing) {
        LOG.warn("{}: {}: {}", doing, e.code(), e.text(), e.getCause());
        return e;
    }

    private static SlipwayException internal(Throwable failure, String doing) {
        String id = Ids.hex32().substring(0, 12);
        LOG.error("{}: unexpected failure, error id {}", doing, id, failure);
        return new SlipwayException(
                ErrorCode.INTERNAL,
                "unexpected failure in the server; the log tells more under error id " + id,
                failure);
    }
}
