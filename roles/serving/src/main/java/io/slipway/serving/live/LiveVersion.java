package io.slipway.serving.live;

import io.slipway.inference.Model;
import io.slipway.serving.observe.ModelStats;
import io.slipway.serving.observe.VersionStats;
import io.slipway.serving.wire.Intake;
import io.slipway.serving.wire.JsonBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A loaded, warm version with a count of its users. The routing table is one of them; each request another. The last to
 * leave hands the version over to be freed, and after that nobody gets in.
 */
public final class LiveVersion {
    private final String name;
    private final int version;
    private final Model model;
    private final Intake intake;
    private final ModelStats modelStats;
    private final VersionStats stats;
    private final Consumer<LiveVersion> unused;
    private final byte[] answerStart;
    private final String[] headers;
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param unused called once, by the last user, on its thread: must not wait */
    public LiveVersion(String name, int version, Model model, ModelStats modelStats, Consumer<LiveVersion> unused) {
        this.name = name;
        this.version = version;
        this.model = model;
        this.intake = new Intake(model.signature());
        this.modelStats = modelStats;
        this.stats = modelStats.version(version);
        this.unused = unused;
        this.answerStart = new JsonBuffer()
                .raw("{\"model_name\":")
                .string(name)
                .raw(",\"model_version\":\"")
                .number(version)
                .raw("\",\"id\":")
                .toBytes();
        this.headers = new String[] {"Slipway-Model-Version", Integer.toString(version)};
    }

    /** @return false if it has been freed; look into the routing table again */
    public boolean acquire() {
        int now = users.get();
        while (now > 0) {
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
            now = users.get();
        }
        return false;
    }

    public void release() {
        if (users.decrementAndGet() == 0) {
            unused.accept(this);
        }
    }

    public String name() {
        return name;
    }

    public int version() {
        return version;
    }

    public Model model() {
        return model;
    }

    public Intake intake() {
        return intake;
    }

    ModelStats modelStats() {
        return modelStats;
    }

    VersionStats stats() {
        return stats;
    }

    /** An Open Inference answer up to where the value of {@code id} stands. */
    public byte[] answerStart() {
        return answerStart;
    }

    /** Headers of each answer, names and values in turn. */
    String[] headers() {
        return headers;
    }

    @Override
    public String toString() {
        return name + " version " + version;
    }
}
