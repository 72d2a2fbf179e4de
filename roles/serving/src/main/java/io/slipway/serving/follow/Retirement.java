package io.slipway.serving.follow;

import io.slipway.serving.live.LiveVersion;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes versions that nobody uses any more. The last user only puts the version here, since it may be the selecting
 * thread; closing, which frees native memory, is for whoever calls {@link #free} now and then.
 */
public final class Retirement {
    private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);

    private final ConcurrentLinkedQueue<LiveVersion> unused = new ConcurrentLinkedQueue<>();

    void retire(LiveVersion version) {
        unused.add(version);
    }

    /** Closes what is waiting. */
    public void free() {
        for (LiveVersion version = unused.poll(); version != null; version = unused.poll()) {
            try {
                version.model().close();
                LOG.info("{} is freed", version);
            } catch (RuntimeException e) {
                LOG.warn("{} could not be freed", version, e);
            }
        }
    }
}
