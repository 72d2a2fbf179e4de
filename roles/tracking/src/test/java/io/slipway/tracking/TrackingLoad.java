package io.slipway.tracking;

import io.slipway.kernel.Ids;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Measures the role on one machine: fills a database with many runs, times filtered searches over HTTP, then times
 * durable writes by many clients. Arguments: number of runs, seconds of writing.
 */
public final class TrackingLoad {
    private static final int CLIENTS = 32;
    private static final int AT_ONCE = 2000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private TrackingLoad(String url) {
        this.url = url;
    }

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        Path home = Files.createTempDirectory("tracking-load");
        try (Storage storage = EmbeddedStorage.open(home, InstantSource.system())) {
            new TrackingRole(storage, InstantSource.system()).close();
            fill(storage, runs);
        }
        try (var server = TrackingServer.start(home)) {
            var load = new TrackingLoad(server.url());
            load.searches();
            load.writes(seconds);
        }
    }

    /** Each run has 6 metrics, 8 params and 5 tags. */
    private static void fill(Storage storage, int runs) {
        var random = new Random(42);
        storage.database().write(tx -> {
            for (int key = 1; key <= 19; key++) {
                String name = key <= 6 ? "metric" + key : key <= 14 ? "param" + (key - 6) : "tag" + (key - 14);
                tx.update("INSERT INTO keys (id, name) VALUES (?, ?)", key, name);
            }
            return true;
        });
        for (int from = 0; from < runs; from += AT_ONCE) {
            int first = from;
            storage.database().write(tx -> {
                var rows = new ArrayList<@Nullable Object[]>();
                var latest = new ArrayList<@Nullable Object[]>();
                var params = new ArrayList<@Nullable Object[]>();
                var tags = new ArrayList<@Nullable Object[]>();
                for (int id = first + 1; id <= Math.min(runs, first + AT_ONCE); id++) {
                    String runId = Ids.hex32();
                    rows.add(new @Nullable Object[] {
                        id, runId, "run-" + id, 1_700_000_000_000L + id, "mlflow-artifacts:/0/" + runId + "/artifacts"
                    });
                    for (int key = 1; key <= 6; key++) {
                        latest.add(new @Nullable Object[] {id, key, random.nextDouble(), key, 1_700_000_000_000L});
                    }
                    for (int key = 7; key <= 14; key++) {
                        params.add(new @Nullable Object[] {
                            id, key, Integer.toString(random.nextInt(key == 14 ? 50_000 : 10))
                        });
                    }
                    for (int key = 15; key <= 19; key++) {
                        tags.add(new @Nullable Object[] {id, key, "value" + random.nextInt(20)});
                    }
                }
                tx.batch(
                        "INSERT INTO runs (id, run_id, workspace, experiment, name, status, user_id, start_time, lifecycle,"
                                + " artifact_uri) VALUES (?, ?, 'default', 0, ?, 'FINISHED', 'ada', ?, 'active', ?)",
                        rows);
                tx.batch(
                        "INSERT INTO latest_metrics (run, key, experiment, value, nan, step, time)"
                                + " VALUES (?, ?, 0, ?, 0, ?, ?)",
                        latest);
                tx.batch("INSERT INTO params (run, key, experiment, value) VALUES (?, ?, 0, ?)", params);
                tx.batch("INSERT INTO tags (run, key, value) VALUES (?, ?, ?)", tags);
                return true;
            });
        }
        System.out.println("filled " + runs + " runs");
    }

    private void searches() throws Exception {
        search("newest first", "", "");
        search("metric and param, by metric", "metrics.metric1 > 0.5 and params.param1 = '3'", "metrics.metric1 DESC");
        search(
                "narrow metric and param, by metric",
                "metrics.metric1 > 0.99 and params.param1 = '3'",
                "metrics.metric1 DESC");
        search(
                "metric and two params, by other metric",
                "metrics.metric1 > 0.5 and params.param1 = '3' and params.param2 = '4'",
                "metrics.metric2 ASC");
        search("rare param", "params.param8 = '77'", "metrics.metric1 DESC");
        search("tag, newest first", "tags.tag1 = 'value3'", "");
        search("absent tag value", "tags.tag1 = 'nothing'", "");
        search("param LIKE", "params.param1 LIKE '3%'", "metrics.metric3 DESC");
    }

    private void search(String what, String filter, String order) throws Exception {
        String body = "{\"experiment_ids\":[\"0\"],\"max_results\":100,\"filter\":\"" + filter + "\",\"order_by\":["
                + (order.isEmpty() ? "" : "\"" + order + "\"") + "]}";
        double[] millis = new double[120];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            post("runs/search", body);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        double[] warm = Arrays.copyOfRange(millis, 20, millis.length);
        Arrays.sort(warm);
        print("%-45s p50 %6.1f ms  p95 %6.1f ms", what, warm[50], warm[94]);
    }

    private void writes(int seconds) throws Exception {
        var runs = new ArrayList<String>();
        for (int i = 0; i < CLIENTS; i++) {
            String answer = post("runs/create", "{\"experiment_id\":\"0\"}");
            runs.add(answer.replaceAll("(?s).*\"run_id\":\"([0-9a-f]{32})\".*", "$1"));
        }
        for (int warm = 0; warm < 2; warm++) {
            write(
                    "log-metric",
                    seconds,
                    (client, i) -> post(
                            "runs/log-metric",
                            "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":%d.5,\"timestamp\":%d,\"step\":%d}"
                                    .formatted(runs.get(client), i, System.currentTimeMillis(), i)));
        }
        write("log-batch of 10 metrics", seconds, (client, i) -> {
            var metrics = new StringBuilder();
            for (int m = 0; m < 10; m++) {
                metrics.append(m == 0 ? "" : ",")
                        .append("{\"key\":\"b%d\",\"value\":%d.5,\"timestamp\":%d,\"step\":%d}"
                                .formatted(m, i, System.currentTimeMillis(), i));
            }
            return post("runs/log-batch", "{\"run_id\":\"" + runs.get(client) + "\",\"metrics\":[" + metrics + "]}");
        });
        write(
                "runs/create",
                seconds,
                (client, i) -> post("runs/create", "{\"experiment_id\":\"0\",\"run_name\":\"r\"}"));
        write(
                "runs/get",
                seconds,
                (client, i) -> send(
                        HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/runs/get?run_id=" + runs.get(client)))
                                .build()));
    }

    @FunctionalInterface
    private interface OneCall {
        String call(int client, int i) throws Exception;
    }

    private static void write(String what, int seconds, OneCall one) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        var done = new AtomicInteger();
        long cpu = cpuNanos();
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int c = 0; c < CLIENTS; c++) {
            int client = c;
            clients.add(() -> {
                int i = 0;
                for (; System.nanoTime() < end; i++) {
                    one.call(client, i);
                    done.incrementAndGet();
                }
                return i;
            });
        }
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (var future : threads.invokeAll(clients)) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        double used = (cpuNanos() - cpu) / 1e3 / done.get();
        print("%-26s %8d/s  %6.0f µs CPU of client and server together", what, done.get() / seconds, used);
    }

    private static long cpuNanos() {
        var system = java.lang.management.ManagementFactory.getPlatformMXBean(
                com.sun.management.OperatingSystemMXBean.class);
        return system.getProcessCpuTime();
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
