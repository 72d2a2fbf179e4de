package io.slipway.serving;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * How an instance serves.
 *
 * @param home folder of the role: the copies of models and the list of what was served last
 * @param instance name of the process in reports, stable over restarts
 * @param url where the inference port is reached, asked for when it is needed since the port may be a free one
 * @param threads for models that do not run on the thread of the connection
 * @param queue requests that may wait for them
 * @param maxBodyBytes longest inference request
 * @param version of Slipway, told to clients
 */
public record ServingSettings(
        Path home, String instance, Supplier<String> url, int threads, int queue, long maxBodyBytes, String version) {

    /** One thread a processor, 1024 waiting requests, 32 MiB a request. */
    public static ServingSettings of(Path home, String instance, Supplier<String> url, String version) {
        return new ServingSettings(
                home, instance, url, Runtime.getRuntime().availableProcessors(), 1024, 32 << 20, version);
    }
}
