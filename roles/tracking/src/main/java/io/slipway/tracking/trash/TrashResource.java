package io.slipway.tracking.trash;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.Actor;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trash and the space over HTTP, and the hourly look for what has been in the trash long enough. */
public final class TrashResource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrashResource.class);
    private static final String ROOT = "/api/slipway/v1/";
    private static final Duration LONG = Duration.ofHours(1);
    private static final int MAX_LISTED = 1000;

    private final Trash trash;
    private final Usage usage;
    private final InstantSource clock;
    private final ScheduledExecutorService hourly = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("trash").factory());

    /** @param retention how long deleted things can be restored */
    public TrashResource(Storage storage, InstantSource clock, Duration retention) {
        var garbage = new Garbage(storage.database(), storage.blobs());
        this.trash = new Trash(storage.database(), garbage, clock, retention);
        this.usage = new Usage(storage.database(), storage.blobs(), clock);
        this.clock = clock;
    }

    /** @param ends when it may be ended */
    record Entry(String kind, String id, String name, long deleted, long ends) {}

    record Entries(long retentionMs, long total, List<Entry> entries) {}

    /** @param olderThanMs only what was deleted so long ago; the retention if it is missing */
    record Empty(@Nullable Boolean dryRun, @Nullable Long olderThanMs) {}

    public void addTo(EndpointTable table) {
        table.get(ROOT + "trash", "listTrash", "What was deleted and can still be restored")
                .needs(Permission.EXPERIMENT_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(Entries.class)
                .by(r -> Response.json(entries(r.workspace())));
        table.post(ROOT + "trash/empty", "emptyTrash", "Really delete what was deleted long enough ago")
                .needs(Permission.ADMIN)
                .limits(Limits.SMALL.within(LONG))
                .takes(Empty.class)
                .answers(Trash.Emptied.class)
                .by(this::empty);
        table.get(ROOT + "storage", "getStorage", "What takes the space, by experiment and by model")
                .needs(Permission.EXPERIMENT_READ)
                .limits(Limits.NO_BODY.within(LONG))
                .takesNothing()
                .answers(Usage.Space.class)
                .by(r -> Response.json(
                        usage.space(r.query("fresh").filter("true"::equals).isPresent())));
    }

    private Entries entries(String workspace) {
        long keep = trash.retention().toMillis();
        List<Trash.Item> items = trash.items(clock.millis()).stream()
                .filter(i -> i.workspace().equals(workspace))
                .toList();
        return new Entries(
                keep,
                items.size(),
                items.stream()
                        .limit(MAX_LISTED)
                        .map(i -> new Entry(i.kind(), i.id(), i.name(), i.deleted(), i.deleted() + keep))
                        .toList());
    }

    private Response empty(Request request) throws IOException {
        Empty wanted = request.json(Empty.class);
        Long age = wanted.olderThanMs;
        if (age != null && age < 0) {
            throw SlipwayException.invalid("'older_than_ms' must be 0 or greater.");
        }
        Duration older = age == null ? trash.retention() : Duration.ofMillis(age);
        return Response.json(trash.empty(request.actor(), older, Boolean.TRUE.equals(wanted.dryRun)));
    }

    /** Begins to look, every hour. */
    public void start() {
        hourly.scheduleWithFixedDelay(this::look, 10, 60, TimeUnit.MINUTES);
    }

    private void look() {
        try {
            Trash.Emptied done = trash.empty(Actor.system("trash"), trash.retention(), false);
            if (done.runs() + done.loggedModels() + done.experiments() > 0) {
                LOG.info(
                        "trash: ended {} runs, {} logged models, {} experiments; {} files, {} bytes",
                        done.runs(),
                        done.loggedModels(),
                        done.experiments(),
                        done.files(),
                        done.bytes());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the trash could not be emptied; trying again in an hour", e);
        }
    }

    @Override
    public void close() {
        hourly.shutdownNow();
    }
}
