package io.slipway.serving.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.slipway.kernel.Json;
import io.slipway.serving.api.InstanceReports;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends reports to the control plane; while that is away the oldest are forgotten. */
public final class RemoteInstanceReports implements InstanceReports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteInstanceReports.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ControlPlane control;
    private final ArrayBlockingQueue<InstanceReport> waiting = new ArrayBlockingQueue<>(60);
    private final Thread sender = Thread.ofVirtual().name("remote-reports").unstarted(this::send);

    public RemoteInstanceReports(ControlPlane control) {
        this.control = control;
        sender.start();
    }

    @Override
    public void report(InstanceReport report) {
        while (!waiting.offer(report)) {
            waiting.poll();
        }
    }

    private void send() {
        boolean failing = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                InstanceReport report = waiting.take();
                int status = control.post("/instance-reports", Json.strict().writeValueAsBytes(report), LIMIT);
                if (status >= 300 && !failing) {
                    LOG.warn("the control plane answered {} to the report of this instance", status);
                }
                failing = status >= 300;
            } catch (InterruptedException e) {
                return;
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                if (!failing) {
                    LOG.warn("reports of this instance do not reach the control plane: {}", e.toString());
                }
                failing = true;
            }
        }
    }

    @Override
    public void close() {
        sender.interrupt();
    }
}
