package io.slipway.serving.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes note, about once a second, of how a serving instance does. Never waits. */
public interface InstanceReports {
    void report(InstanceReport report);

    /**
     * @param instance name of the process, stable over restarts
     * @param time UTC milliseconds at the end of the interval
     * @param intervalMillis length of the interval that the counts are of
     */
    record InstanceReport(
            String instance, String url, long time, long intervalMillis, List<EndpointReport> endpoints) {}

    /**
     * One model on the instance.
     *
     * @param liveVersion the version that answers for the model's name; null while none is loaded
     * @param p50Micros latency percentiles of the interval, server side; 0 if there was no request
     */
    record EndpointReport(
            String model,
            @Nullable Integer liveVersion,
            List<VersionReport> versions,
            long requests,
            long failures,
            long p50Micros,
            long p95Micros,
            long p99Micros) {}

    /**
     * @param state LOADING, READY or FAILED
     * @param problem why it failed, else null
     * @param requests of the interval
     */
    record VersionReport(
            int version,
            List<String> aliases,
            String platform,
            String state,
            @Nullable String problem,
            long requests) {}
}
