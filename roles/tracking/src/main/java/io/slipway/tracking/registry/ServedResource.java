package io.slipway.tracking.registry;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.api.ModelSource;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Names;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slipway's own routes: what is served, the files of versions, and the moves of aliases. */
final class ServedResource {
    private static final String ROOT = "/api/slipway/v1/";
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    private final ModelSource source;
    private final AliasMoves aliases;

    ServedResource(ModelSource source, AliasMoves aliases) {
        this.source = source;
        this.aliases = aliases;
    }

    record Files(List<ModelSource.ModelFile> files) {}

    record Move(@Nullable Integer version, @Nullable String reason) {}

    record Reason(@Nullable String reason) {}

    record Moved(String model, String alias, int version) {}

    record History(List<AliasMoves.Change> changes) {}

    void addTo(EndpointTable table) {
        table.get(ROOT + "served", "getServed", "Versions that carry an alias; waits for a change")
                .needs(Permission.MODEL_READ)
                .limits(Limits.NO_BODY.within(Duration.ofSeconds(90)).waiting())
                .takesNothing()
                .answers(ModelSource.Served.class)
                .by(this::served);
        table.get(
                        ROOT + "models/{model}/versions/{version}/files",
                        "listVersionFiles",
                        "Files of a version with digests")
                .needs(Permission.MODEL_READ)
                .limits(Limits.NO_BODY.within(Duration.ofMinutes(10)))
                .takesNothing()
                .answers(Files.class)
                .by(r -> Response.json(new Files(source.files(r.path("model"), number(r)))));
        table.get(ROOT + "models/{model}/versions/{version}/files/{path...}", "getVersionFile", "A file of a version")
                .needs(Permission.MODEL_READ)
                .limits(Limits.transfer(0))
                .takesNothing()
                .answersBytes()
                .by(this::file);
        table.post(ROOT + "models/{model}/aliases/{alias}", "moveAlias", "Point an alias at a version")
                .needs(Permission.MODEL_PROMOTE)
                .limits(Limits.SMALL)
                .takes(Move.class)
                .answers(Moved.class)
                .by(this::move);
        table.post(ROOT + "models/{model}/aliases/{alias}/rollback", "rollBackAlias", "Move an alias back")
                .needs(Permission.MODEL_PROMOTE)
                .limits(Limits.SMALL)
                .takes(Reason.class)
                .answers(Moved.class)
                .by(this::rollBack);
        table.get(
                        ROOT + "models/{model}/aliases/{alias}/history",
                        "getAliasHistory",
                        "What an alias named, newest first")
                .needs(Permission.MODEL_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(History.class)
                .by(r -> Response.json(new History(aliases.history(r.workspace(), r.path("model"), r.path("alias")))));
    }

    private Response served(Request request) throws IOException, InterruptedException {
        long wait = Math.min(number(request, "wait_ms"), LONGEST_WAIT_MILLIS);
        return Response.json(source.served(number(request, "after"), wait));
    }

    private static long number(Request request, String name) {
        String text = request.query(name).orElse("0");
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw SlipwayException.invalid(
                    "'" + name + "' must be a whole number, but is '" + Names.shown(text) + "'.");
        }
        return Long.parseLong(text);
    }

    private static int number(Request request) {
        return RegistryRows.number(request.path("version"));
    }

    private Response file(Request request) throws IOException {
        String model = request.path("model");
        int version = number(request);
        String path = request.path("path");
        return Response.stream("application/octet-stream", -1, source.open(model, version, path))
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Disposition", "attachment");
    }

    private Response move(Request request) {
        Move move = request.json(Move.class);
        if (move.version == null) {
            throw SlipwayException.invalid("'version' is missing: say which version the alias is to name.");
        }
        String model = request.path("model");
        String alias = request.path("alias");
        aliases.move(Caller.of(request), model, alias, move.version, given(move.reason));
        return Response.json(new Moved(model, alias, move.version));
    }

    private Response rollBack(Request request) {
        String model = request.path("model");
        String alias = request.path("alias");
        String reason = given(request.jsonLenient(Reason.class).reason);
        int version = aliases.rollBack(Caller.of(request), model, alias, reason.isEmpty() ? "rollback" : reason);
        return Response.json(new Moved(model, alias, version));
    }

    private static String given(@Nullable String reason) {
        return reason == null ? "" : reason;
    }
}
