package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Json;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** MLflow's trace calls of version 3, and those of version 2 that its clients still make. */
final class TracesResource {
    private static final String V3 = "3.0/mlflow/traces";
    private static final String V2 = "2.0/mlflow/traces";
    private static final int MAX_RESULTS = 500;
    private static final int USUAL_RESULTS = 100;
    private static final int MAX_IDS = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final List<String> STATES = List.of("OK", "ERROR", "IN_PROGRESS", "STATE_UNSPECIFIED");

    private final Traces traces;
    private final TraceSearch search;
    private final InstantSource clock;

    TracesResource(Traces traces, TraceSearch search, InstantSource clock) {
        this.traces = traces;
        this.search = search;
        this.clock = clock;
    }

    void addTo(MlflowRoutes routes) {
        Permission read = Permission.EXPERIMENT_READ;
        Permission write = Permission.EXPERIMENT_WRITE;
        routes.json(Method.POST, V3, "startTrace", "Describe a trace", write, this::start);
        routes.json(Method.GET, V3 + "/get", "getTrace", "A trace with its spans", read, this::get);
        routes.json(Method.GET, V3 + "/batchGet", "getTraces", "Several traces with their spans", read, this::getAll);
        routes.json(Method.POST, V3 + "/batchGetInfos", "getTraceInfos", "Several traces", read, this::infos);
        routes.json(Method.GET, V3 + "/{trace_id}", "getTraceInfo", "A trace without spans", read, (m, r) -> {
            ObjectNode json = Json.object();
            json.putObject("trace").set("trace_info", TraceJson.info(traces.info(r.workspace(), r.path("trace_id"))));
            return json;
        });
        routes.json(Method.POST, V3 + "/search", "searchTraces", "Find traces", read, this::search);
        routes.json(
                Method.POST,
                V3 + "/calculate-filter-correlation",
                "correlateTraceFilters",
                "How often two filters hold together",
                read,
                this::correlation);
        for (String version : List.of(V2, V3)) {
            String suffix = version.equals(V2) ? "V2" : "";
            routes.json(
                    Method.POST,
                    version + "/delete-traces",
                    "deleteTraces" + suffix,
                    "Delete traces",
                    write,
                    this::delete);
            routes.json(
                    Method.PATCH,
                    version + "/{trace_id}/tags",
                    "setTraceTag" + suffix,
                    "Set a tag of a trace",
                    write,
                    this::setTag);
            routes.json(
                    Method.DELETE,
                    version + "/{trace_id}/tags",
                    "deleteTraceTag" + suffix,
                    "Delete a tag of a trace",
                    write,
                    this::deleteTag);
            routes.json(
                    Method.POST,
                    version + "/link-to-run",
                    "linkTracesToRun" + suffix,
                    "Link traces to a run",
                    write,
                    this::linkToRun);
            routes.json(
                    Method.POST,
                    version + "/link-prompts",
                    "linkPromptsToTrace" + suffix,
                    "Link prompt versions to a trace",
                    write,
                    this::linkPrompts);
        }
        routes.json(Method.GET, V2, "searchTracesV2", "Find traces, version 2", read, this::searchV2);
        routes.json(Method.GET, V2 + "/{trace_id}/info", "getTraceInfoV2", "A trace, version 2", read, (m, r) -> {
            ObjectNode json = Json.object();
            json.set("trace_info", TraceJson.infoV2(traces.info(r.workspace(), r.path("trace_id"))));
            return json;
        });
    }

    private Object start(Message message, Request request) {
        if (!message.has("trace")) {
            throw message.missing("trace");
        }
        Message info = message.message("trace").message("trace_info");
        String traceId = info.text("trace_id");
        var description = new Traces.Description(
                traceId,
                info.message("trace_location").message("mlflow_experiment").text("experiment_id"),
                info.time("request_time").orElseGet(clock::millis),
                info.duration("execution_duration").orElse(null),
                info.choice("state", STATES).orElse("STATE_UNSPECIFIED"),
                info.textOrNull("client_request_id"),
                info.textOrNull("request_preview"),
                info.textOrNull("response_preview"),
                info.map("tags"),
                info.map("trace_metadata"),
                info.messages("assessments").stream()
                        .map(a -> AssessmentsResource.read(a, traceId, clock.millis()))
                        .toList());
        ObjectNode json = Json.object();
        json.putObject("trace").set("trace_info", TraceJson.info(traces.describe(Caller.of(request), description)));
        return json;
    }

    /** Spans travel apart from the description and may come a little later: waits for them as MLflow does. */
    private Object get(Message message, Request request) throws InterruptedException {
        String traceId = message.text("trace_id");
        boolean partial = message.flagOr("allow_partial", false);
        Traces.Whole whole = traces.whole(request.workspace(), traceId);
        long waits = PATIENCE.dividedBy(PAUSE);
        for (long i = 0; i < waits && !partial && !whole.complete(); i++) {
            Thread.sleep(PAUSE);
            whole = traces.whole(request.workspace(), traceId);
        }
        if (!partial && !whole.complete()) {
            throw SlipwayException.notFound(
                    "Trace with ID " + traceId + " is not fully exported yet, please try again later.");
        }
        ObjectNode json = Json.object();
        json.set("trace", TraceJson.trace(whole.info(), whole.spans()));
        return json;
    }

    private static List<String> ids(Message message, String name) {
        List<String> ids = message.texts(name);
        if (ids.size() > MAX_IDS) {
            throw SlipwayException.invalid(
                    "'" + name + "' has " + ids.size() + " entries: at most " + MAX_IDS + " can be asked for at once.");
        }
        return ids;
    }

    private static List<String> requiredIds(Message message) {
        List<String> ids = ids(message, "trace_ids");
        if (ids.isEmpty()) {
            throw message.missing("trace_ids");
        }
        return ids;
    }

    private Object getAll(Message message, Request request) {
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("traces");
        traces.wholes(request.workspace(), requiredIds(message), ids(message, "experiment_ids"))
                .forEach(whole -> all.add(TraceJson.trace(whole.info(), whole.spans())));
        return json;
    }

    private Object infos(Message message, Request request) {
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("trace_infos");
        traces.infos(request.workspace(), requiredIds(message), ids(message, "experiment_ids"))
                .forEach(info -> all.add(TraceJson.info(info)));
        return json;
    }

    private Object search(Message message, Request request) {
        List<String> experiments = message.messages("locations").stream()
                .map(location -> location.message("mlflow_experiment").textOr("experiment_id", ""))
                .filter(id -> !id.isEmpty())
                .toList();
        if (!message.has("locations")) {
            throw message.missing("locations");
        }
        return search(message, request, experiments, TraceJson::info);
    }

    private Object searchV2(Message message, Request request) {
        List<String> experiments = ids(message, "experiment_ids");
        if (experiments.isEmpty()) {
            throw message.missing("experiment_ids");
        }
        return search(message, request, experiments, TraceJson::infoV2);
    }

    private Object search(
            Message message, Request request, List<String> experiments, Function<TraceInfo, ObjectNode> form) {
        var question = new TraceSearch.Question(
                request.workspace(), experiments, message.textOr("filter", ""), message.texts("order_by"));
        Page<TraceInfo> page =
                search.search(question, message.pageSize(USUAL_RESULTS, MAX_RESULTS), message.textOr("page_token", ""));
        ObjectNode json = Json.object();
        page.items().forEach(info -> json.withArray("traces").add(form.apply(info)));
        @Nullable String next = page.nextToken();
        return next == null ? json : json.put("next_page_token", next);
    }

    private Object delete(Message message, Request request) throws IOException {
        var doomed = new Traces.Doomed(
                message.text("experiment_id"),
                message.integer("max_timestamp_millis").orElse(null),
                message.integer("max_traces").orElse(null),
                ids(message, "request_ids"));
        return Json.object().put("traces_deleted", traces.delete(Caller.of(request), doomed));
    }

    private Object setTag(Message message, Request request) {
        traces.setTag(
                Caller.of(request),
                request.path("trace_id"),
                new KeyValue(message.text("key"), message.textOr("value", "")));
        return MlflowRoutes.NOTHING;
    }

    private Object deleteTag(Message message, Request request) {
        traces.deleteTag(Caller.of(request), request.path("trace_id"), message.text("key"));
        return MlflowRoutes.NOTHING;
    }

    private Object linkToRun(Message message, Request request) {
        traces.linkToRun(Caller.of(request), requiredIds(message), message.text("run_id"));
        return MlflowRoutes.NOTHING;
    }

    private Object linkPrompts(Message message, Request request) {
        List<String> prompts = message.messages("prompt_versions").stream()
                .map(each -> each.text("name") + "/" + each.text("version"))
                .toList();
        traces.linkPrompts(Caller.of(request), message.text("trace_id"), prompts);
        return MlflowRoutes.NOTHING;
    }

    /** Normalised pointwise mutual information of two filters (Bouma 2009, doi 10.1.1.154.1830). */
    private Object correlation(Message message, Request request) {
        List<String> experiments = ids(message, "experiment_ids");
        if (experiments.isEmpty()) {
            throw message.missing("experiment_ids");
        }
        String first = message.text("filter_string1");
        String second = message.text("filter_string2");
        String base = message.textOr("base_filter", "");
        Function<List<String>, Long> count = filters -> search.count(request.workspace(), experiments, filters);
        return Correlation.of(
                        count.apply(List.of(base, first)),
                        count.apply(List.of(base, second)),
                        count.apply(List.of(base, first, second)),
                        count.apply(List.of(base)))
                .json();
    }
}
