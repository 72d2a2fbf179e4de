package io.slipway.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.slipway.inference.trees.BoostedTrees;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * CPU microseconds a row of the tree evaluator, ONNX Runtime and XGBoost4J on the same trees, one thread each, another
 * row at each call, rounds interleaved. Arguments: a folder with {@code model.json}, {@code model.onnx}, {@code rows.f32}
 * and {@code answers.f32} (12 features a row, big-endian), and the number of rounds. One line of JSON each.
 */
final class TreeEvaluatorBench {
    private static final int FEATURES = 12;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private final float[] rows;
    private final float[] answers;
    private final int rounds;

    private TreeEvaluatorBench(float[] rows, float[] answers, int rounds) {
        this.rows = rows;
        this.answers = answers;
        this.rounds = rounds;
    }

    /** Predicts one row. */
    @FunctionalInterface
    private interface Call {
        float row(int row) throws Exception;
    }

    /** An engine under measurement; micros[i] is round i's mean of a call. */
    private record Engine(String row, String server, int passes, Call call, double[] micros) {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        new TreeEvaluatorBench(
                        floats(folder.resolve("rows.f32")),
                        floats(folder.resolve("answers.f32")),
                        Integer.parseInt(arguments[1]))
                .run(folder);
    }

    private void run(Path folder) throws Exception {
        byte[] json = Files.readAllBytes(folder.resolve("model.json"));
        BoostedTrees trees = BoostedTrees.read("model.json", json);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            String file = folder.resolve("model.onnx").toString();
            try (OrtSession session = environment.createSession(file, options)) {
                Booster booster = XGBoost.loadModel(folder.resolve("model.json").toString());
                booster.setParam("nthread", 1);
                Engine[] engines = {
                    engine("single rows", "slipway", 40, own(trees)),
                    engine("single rows", "onnxruntime", 4, onnx(environment, session)),
                    engine("single rows", "xgboost4j", 1, xgboost(booster)),
                };
                for (int round = -3; round < rounds; round++) {
                    for (Engine engine : engines) {
                        measure(engine, round);
                    }
                }
                print(engines[0]);
                batches(trees);
                print(engines[1]);
                print(engines[2]);
            }
        }
    }

    private Engine engine(String row, String server, int passes, Call call) {
        return new Engine(row, server, passes, call, new double[rounds]);
    }

    private Call own(BoostedTrees trees) {
        float[] row = new float[FEATURES];
        float[] out = new float[1];
        return r -> {
            System.arraycopy(rows, r * FEATURES, row, 0, FEATURES);
            trees.predict(row, 1, out);
            return out[0];
        };
    }

    private Call onnx(OrtEnvironment environment, OrtSession session) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES * FEATURES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return r -> {
            buffer.put(0, rows, r * FEATURES, FEATURES);
            return onnxRow(environment, session, buffer);
        };
    }

    private static float onnxRow(OrtEnvironment environment, OrtSession session, FloatBuffer buffer)
            throws OrtException {
        try (OnnxTensor x = OnnxTensor.createTensor(environment, buffer, new long[] {1, FEATURES});
                OrtSession.Result result = session.run(Map.of("x", x))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
        }
    }

    private Call xgboost(Booster booster) {
        return r -> xgboostRow(booster, Arrays.copyOfRange(rows, r * FEATURES, (r + 1) * FEATURES));
    }

    private static float xgboostRow(Booster booster, float[] row) throws XGBoostError {
        DMatrix matrix = new DMatrix(row, 1, FEATURES, Float.NaN);
        try {
            return booster.predict(matrix)[0][0];
        } finally {
            matrix.dispose();
        }
    }

    private void batches(BoostedTrees trees) {
        int count = answers.length;
        float[] out = new float[count];
        double[] micros = new double[60];
        for (int round = 0; round < micros.length; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            trees.predict(rows, count, out);
            micros[round] = (CPU.getCurrentThreadCpuTime() - start) / 1e3 / count;
        }
        print(count + " rows at once, a row", "slipway", median(Arrays.copyOfRange(micros, 30, 60)));
    }

    /** Rounds below zero warm up and hold the answers against XGBoost's. */
    private void measure(Engine engine, int round) throws Exception {
        long start = CPU.getCurrentThreadCpuTime();
        float worst = 0;
        for (int pass = 0; pass < engine.passes; pass++) {
            for (int r = 0; r < answers.length; r++) {
                worst = Math.max(worst, Math.abs(engine.call.row(r) - answers[r]));
            }
        }
        if (worst > 1e-5f) {
            throw new IllegalStateException(engine.server + " differs from XGBoost by " + worst);
        }
        if (round >= 0) {
            engine.micros[round] = (CPU.getCurrentThreadCpuTime() - start) / 1e3 / answers.length / engine.passes;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void print(Engine engine) {
        print(engine.row, engine.server, median(engine.micros));
    }

    private static void print(String row, String server, double micros) {
        System.out.printf(
                Locale.ROOT, "{\"row\": \"%s\", \"server\": \"%s\", \"micros\": %.4f}%n", row, server, micros);
    }

    private static float[] floats(Path file) throws IOException {
        FloatBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file)).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
