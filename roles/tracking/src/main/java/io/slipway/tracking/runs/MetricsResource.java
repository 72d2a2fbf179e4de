package io.slipway.tracking.runs;

import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Json;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** MLflow's calls for the history of metrics. */
final class MetricsResource {
    private static final int MAX_POINTS = 25_000;
    private static final int MAX_RUNS = 100;
    private static final int MAX_STEPS = 2500;

    private final MetricHistory history;

    MetricsResource(MetricHistory history) {
        this.history = history;
    }

    record Points(List<Metric> metrics, @Nullable String nextPageToken) {}

    void addTo(MlflowRoutes routes) {
        Permission read = Permission.EXPERIMENT_READ;
        routes.get("metrics/get-history", "getMetricHistory", "All points of a metric", read, this::page);
        routes.get("metrics/get-history-bulk", "getMetricHistories", "Points of several runs", read, this::bulk);
        routes.get(
                "metrics/get-history-bulk-interval",
                "getSampledMetricHistories",
                "Points of several runs at evenly chosen steps",
                read,
                this::sampled);
    }

    private Object page(Message message, Request request) {
        int max = Integer.MAX_VALUE;
        if (message.has("max_results")) {
            long wanted = message.integerOr("max_results", MAX_POINTS);
            if (wanted < 1) {
                throw SlipwayException.invalid("Invalid value " + wanted
                        + " for parameter 'max_results' supplied. It must be a positive integer.");
            }
            max = (int) Math.min(wanted, MAX_POINTS);
        }
        Page<Metric> page = history.page(
                request.workspace(),
                message.textOfEither("run_id", "run_uuid"),
                message.text("metric_key"),
                max,
                message.textOr("page_token", ""));
        return new Points(page.items(), page.nextToken());
    }

    private static List<String> runIds(Message message, String field) {
        List<String> ids = message.texts(field);
        if (ids.isEmpty()) {
            throw field.equals("run_ids")
                    ? message.missing(field)
                    : SlipwayException.invalid("GetMetricHistoryBulk request must specify at least one run_id.");
        }
        if (ids.size() > MAX_RUNS) {
            throw SlipwayException.invalid(
                    field.equals("run_ids")
                            ? "GetMetricHistoryBulkInterval request must specify at most " + MAX_RUNS
                                    + " run_ids. Received " + ids.size() + " run_ids." + Message.SEE
                            : "GetMetricHistoryBulk request cannot specify more than " + MAX_RUNS
                                    + " run_ids. Received " + ids.size() + " run_ids.");
        }
        return ids;
    }

    private Object bulk(Message message, Request request) {
        int max = (int) Math.clamp(message.integerOr("max_results", MAX_POINTS), 0, MAX_POINTS);
        List<String> ids = runIds(message, "run_id");
        String key = message.textOr("metric_key", "");
        if (key.isEmpty()) {
            throw SlipwayException.invalid("GetMetricHistoryBulk request must specify a metric_key.");
        }
        List<Metric> points = history.bulk(request.workspace(), ids, key, max);
        return Json.tree(new Points(points, null));
    }

    private Object sampled(Message message, Request request) {
        List<String> ids = runIds(message, "run_ids");
        Optional<Long> start = message.integer("start_step");
        Optional<Long> end = message.integer("end_step");
        if (start.isPresent() != end.isPresent()) {
            throw SlipwayException.invalid("If either start step or end step are specified, both must be specified.");
        }
        MetricHistory.Steps range = MetricHistory.Steps.ALL;
        if (start.isPresent() && end.isPresent()) {
            if (start.get() > end.get()) {
                throw SlipwayException.invalid("end_step must be greater than start_step. Found start_step="
                        + start.get() + " and end_step=" + end.get() + ".");
            }
            range = new MetricHistory.Steps(start.get(), end.get());
        }
        long max = message.integerOr("max_results", MAX_STEPS);
        if (max < 1 || max > MAX_STEPS) {
            throw SlipwayException.invalid("max_results must be between 1 and " + MAX_STEPS + "." + Message.SEE);
        }
        return new Points(
                history.sampled(request.workspace(), ids, message.text("metric_key"), range, (int) max), null);
    }
}
