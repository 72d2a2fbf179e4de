package io.slipway.inference.trees;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.slipway.inference.trees.TrainedModel.Target;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/**
 * Microseconds a row of the tree evaluator, ONNX Runtime and XGBoost4J on the same trees in the same run, one thread each,
 * another row at each call. Run by hand: {@code main} of this class on the test class path. The first argument is the
 * number of trees, 100 unless given.
 */
final class TreeEvaluatorBench {
    private static final int ROWS = 4096;
    private static final int ROUNDS = 9;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private TreeEvaluatorBench() {}

    private interface Call {
        float row(int row) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int trees = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        for (boolean categories : new boolean[] {false, true}) {
            TrainedModel trained = TrainedModel.train(
                    Map.of("objective", "binary:logistic", "max_depth", 6, "eta", 0.1, "min_child_weight", 0),
                    Target.BINARY,
                    trees,
                    ROWS,
                    categories);
            System.out.println(trees + " trees of depth 6, " + TrainedModel.FEATURES + " features, "
                    + (categories ? "three of them categories" : "numeric"));
            double own = own(trained);
            batch(trained);
            if (!categories) {
                double ort = onnx(trained);
                print("ratio ONNX Runtime / own", ort / own);
            }
            double xgboost = xgboost(trained);
            print("ratio XGBoost4J / own", xgboost / own);
        }
    }

    private static double own(TrainedModel trained) throws Exception {
        BoostedTrees model = BoostedTrees.read("model", trained.json());
        float[] row = new float[trained.features()];
        float[] out = new float[1];
        return measure("own, single rows", 40, r -> {
            System.arraycopy(trained.rows(), r * row.length, row, 0, row.length);
            model.predict(row, 1, out);
            return out[0];
        });
    }

    private static void batch(TrainedModel trained) throws Exception {
        BoostedTrees model = BoostedTrees.read("model", trained.json());
        float[] out = new float[ROWS];
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 60; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            model.predict(trained.rows(), ROWS, out);
            best = Math.min(best, (CPU.getCurrentThreadCpuTime() - start) / 1e3 / ROWS);
        }
        print("own, " + ROWS + " rows at once, µs/row (best)", best);
    }

    private static double onnx(TrainedModel trained) throws Exception {
        XgboostModel model = XgboostReader.read(new JsonDocument("model", trained.json()));
        new XgboostChecks("model", model).trees(false);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            try (OrtSession session = environment.createSession(OnnxTreeEnsemble.of(model), options)) {
                int width = trained.features();
                FloatBuffer buffer = ByteBuffer.allocateDirect(4 * width)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
                return measure("ONNX Runtime, single rows, direct buffer", 2, r -> {
                    buffer.put(0, trained.rows(), r * width, width);
                    try (OnnxTensor x = OnnxTensor.createTensor(environment, buffer, new long[] {1, width});
                            OrtSession.Result result = session.run(Map.of("x", x))) {
                        return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
                    }
                });
            }
        }
    }

    private static double xgboost(TrainedModel trained) throws Exception {
        Booster booster = XGBoost.loadModel(new ByteArrayInputStream(trained.ubj()));
        booster.setParam("nthread", 1);
        int width = trained.features();
        return measure("XGBoost4J, single rows, DMatrix + predict", 1, r -> {
            DMatrix matrix =
                    new DMatrix(Arrays.copyOfRange(trained.rows(), r * width, (r + 1) * width), 1, width, Float.NaN);
            try {
                return booster.predict(matrix)[0][0];
            } finally {
                matrix.dispose();
            }
        });
    }

    /** @return median over the rounds of the mean time of a call, in microseconds */
    private static double measure(String name, int passes, Call call) throws Exception {
        double[] micros = new double[ROUNDS];
        float sink = 0;
        for (int round = -3; round < ROUNDS; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            for (int pass = 0; pass < passes; pass++) {
                for (int r = 0; r < ROWS; r++) {
                    sink += call.row(r);
                }
            }
            if (round >= 0) {
                micros[round] = (CPU.getCurrentThreadCpuTime() - start) / 1e3 / ROWS / passes;
            }
        }
        Arrays.sort(micros);
        print(name + ", µs/row (median; sum " + sink + ")", micros[ROUNDS / 2]);
        return micros[ROUNDS / 2];
    }

    private static void print(String what, double value) {
        System.out.printf(Locale.ROOT, "  %-75s %8.3f%n", what, value);
    }
}
