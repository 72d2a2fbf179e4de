package io.slipway.tracking.traces;

import java.util.List;
import java.util.Map;

/** A trace without its spans. */
record TraceInfo(TraceRow row, Map<String, String> tags, Map<String, String> metadata, List<Assessment> assessments) {
    static final String FINISHED = "mlflow.trace.infoFinalized";
    static final String NAME = "mlflow.traceName";
    static final String SPANS_LOCATION = "mlflow.trace.spansLocation";
    static final String ARTIFACTS = "mlflow.artifactLocation";
    static final String SIZES = "mlflow.trace.sizeStats";
    static final String RUN = "mlflow.sourceRun";
    static final String USAGE = "mlflow.trace.tokenUsage";
    static final String COST = "mlflow.trace.cost";
    static final String SESSION = "mlflow.trace.session";
    static final String USER = "mlflow.trace.user";
}
