package io.slipway.http;

import org.jspecify.annotations.Nullable;

/**
 * One row of the endpoint table.
 *
 * @param operation unique name, the OpenAPI operationId
 * @param path template: {@code /a/{name}/b}; a last segment {@code {name...}} takes the rest of the path, slashes
 *     included (it may be empty). A literal segment wins over a parameter
 * @param request record that the JSON body must fit, or null where the body is not JSON or there is none
 * @param response record that is answered, or null where it is not JSON
 * @param errors how failures look to this endpoint's clients
 */
public record Endpoint(
        String operation,
        Method method,
        String path,
        String summary,
        Permission permission,
        Limits limits,
        @Nullable Class<?> request,
        @Nullable Class<?> response,
        ErrorFormat errors,
        Action action) {

    /** How an endpoint runs. */
    public sealed interface Action {}

    /** Runs on a virtual thread of its own and may wait. */
    public record Blocking(Handler handler) implements Action {}

    /** Runs on the selecting thread, with the whole body in memory; must not wait, lock, log or do I/O. */
    public record Inline(InlineHandler handler) implements Action {}
}
