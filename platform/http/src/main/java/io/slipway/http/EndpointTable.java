package io.slipway.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one role, in the order in which they are written. A row is written in stages, and each stage
 * offers only the next one, so that a route without permission, limits or schema does not compile:
 *
 * <pre>{@code
 * var table = new EndpointTable(MlflowErrors.FORMAT);
 * table.post("/api/2.0/mlflow/runs/create", "createRun", "Start a run")
 *         .needs(Permission.EXPERIMENT_WRITE)
 *         .limits(Limits.SMALL)
 *         .takes(CreateRun.class)
 *         .answers(RunResponse.class)
 *         .by(runs::create);
 * }</pre>
 *
 * Not safe for use by several threads: fill it while the role is wired.
 */
public final class EndpointTable {
    private final ErrorFormat errors;
    private final List<Endpoint> rows = new ArrayList<>();

    public EndpointTable(ErrorFormat errors) {
        this.errors = errors;
    }

    public List<Endpoint> rows() {
        return List.copyOf(rows);
    }

    public NeedsPermission get(String path, String operation, String summary) {
        return route(Method.GET, path, operation, summary);
    }

    public NeedsPermission post(String path, String operation, String summary) {
        return route(Method.POST, path, operation, summary);
    }

    public NeedsPermission put(String path, String operation, String summary) {
        return route(Method.PUT, path, operation, summary);
    }

    public NeedsPermission patch(String path, String operation, String summary) {
        return route(Method.PATCH, path, operation, summary);
    }

    public NeedsPermission delete(String path, String operation, String summary) {
        return route(Method.DELETE, path, operation, summary);
    }

    public NeedsPermission route(Method method, String path, String operation, String summary) {
        return permission -> limits -> request -> response -> new Ready() {
            @Override
            public void by(Handler handler) {
                add(new Endpoint.Blocking(handler));
            }

            @Override
            public void inline(InlineHandler handler) {
                add(new Endpoint.Inline(handler));
            }

            private void add(Endpoint.Action action) {
                rows.add(new Endpoint(
                        operation, method, path, summary, permission, limits, request, response, errors, action));
            }
        };
    }

    /** First stage. */
    @FunctionalInterface
    public interface NeedsPermission {
        NeedsLimits needs(Permission permission);
    }

    /** Second stage. */
    @FunctionalInterface
    public interface NeedsLimits {
        NeedsRequest limits(Limits limits);
    }

    /** Third stage: the shape of the body. */
    @FunctionalInterface
    public interface NeedsRequest {
        NeedsResponse body(@Nullable Class<?> jsonBody);

        default NeedsResponse takes(Class<?> jsonBody) {
            return body(jsonBody);
        }

        /** No body at all. */
        default NeedsResponse takesNothing() {
            return body(null);
        }

        /** A body that is not JSON, or JSON of no fixed shape. */
        default NeedsResponse takesBytes() {
            return body(null);
        }
    }

    /** Fourth stage: the shape of the answer. */
    @FunctionalInterface
    public interface NeedsResponse {
        Ready answer(@Nullable Class<?> jsonBody);

        default Ready answers(Class<?> jsonBody) {
            return answer(jsonBody);
        }

        default Ready answersBytes() {
            return answer(null);
        }
    }

    /** Last stage. */
    public interface Ready {
        void by(Handler handler);

        void inline(InlineHandler handler);
    }
}
