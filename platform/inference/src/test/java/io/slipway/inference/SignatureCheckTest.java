package io.slipway.inference;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.inference.Signature.Field;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureCheckTest {
    private static final long[] COLUMN = {-1};
    private static final Signature SIGNATURE = new Signature(
            List.of(
                    new Field("carrier", Datatype.BYTES, COLUMN, true),
                    new Field("distance", Datatype.FP64, COLUMN, true),
                    new Field("month", Datatype.INT64, COLUMN, true),
                    new Field("snow", Datatype.FP64, COLUMN, false)),
            List.of());

    private static Tensor tensor(String name, Datatype type, Object data, long... shape) {
        return new Tensor(name, type, shape, data);
    }

    private static final Tensor CARRIER = tensor("carrier", Datatype.BYTES, new String[] {"AA", "UA"}, 2);
    private static final Tensor DISTANCE = Tensor.of("distance", 1, 2);
    private static final Tensor MONTH = tensor("month", Datatype.INT64, new long[] {1, 2}, 2);

    private static void accepted(Tensor... inputs) {
        assertThatCode(() -> SignatureCheck.check(List.of(inputs), SIGNATURE)).doesNotThrowAnyException();
    }

    private static void refused(String message, Tensor... inputs) {
        assertThatThrownBy(() -> SignatureCheck.check(List.of(inputs), SIGNATURE))
                .isInstanceOfSatisfying(
                        SlipwayException.class,
                        e -> org.assertj.core.api.Assertions.assertThat(e.code())
                                .isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining(message);
    }

    @Test
    void anyOrderAndAbsentOptionalColumnsAreFine() {
        accepted(CARRIER, DISTANCE, MONTH);
        accepted(MONTH, Tensor.of("snow", 0, Double.NaN), CARRIER, DISTANCE);
        accepted(CARRIER, tensor("distance", Datatype.FP64, new double[] {1, 2}, 2, 1), MONTH);
    }

    @Test
    void numbersMayOnlyBecomeWider() {
        accepted(CARRIER, tensor("distance", Datatype.FP32, new float[] {1, 2}, 2), MONTH);
        accepted(CARRIER, tensor("distance", Datatype.INT32, new int[] {1, 2}, 2), MONTH);
        accepted(CARRIER, tensor("distance", Datatype.BOOL, new boolean[] {true, false}, 2), MONTH);
        accepted(CARRIER, tensor("distance", Datatype.INT64, new long[] {1, 1L << 53}, 2), MONTH);
        accepted(CARRIER, DISTANCE, tensor("month", Datatype.INT32, new int[] {1, 2}, 2));
        accepted(CARRIER, DISTANCE, tensor("month", Datatype.UINT32, new int[] {1, -2}, 2));
        refused("beyond 2^53", CARRIER, tensor("distance", Datatype.INT64, new long[] {1, (1L << 53) + 1}, 2), MONTH);
        refused(
                "'distance' must be FP64, got BYTES",
                CARRIER,
                tensor("distance", Datatype.BYTES, new String[] {"1", "2"}, 2),
                MONTH);
        refused("'month' must be INT64, got FP64", CARRIER, DISTANCE, Tensor.of("month", 1, 2));
        refused(
                "'month' must be INT64, got UINT64",
                CARRIER,
                DISTANCE,
                tensor("month", Datatype.UINT64, new long[2], 2));
        refused("'carrier' must be BYTES, got FP64", Tensor.of("carrier", 1, 2), DISTANCE, MONTH);
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        refused("missing: 'carrier' (BYTES), 'month' (INT64)", Tensor.of("distanse", 1), Tensor.of("distance", 1));
        refused("not an input of the model: 'distanse'", Tensor.of("distanse", 1), Tensor.of("distance", 1));
        refused("missing: 'carrier' (BYTES), 'distance' (FP64), 'month' (INT64)");
        refused("given twice: 'month'", CARRIER, DISTANCE, MONTH, MONTH);
        refused(
                "'month' has 1 rows, the inputs before it 2",
                CARRIER,
                DISTANCE,
                tensor("month", Datatype.INT64, new long[1], 1));
        refused(
                "'distance' must have shape [-1], got [1, 2]",
                CARRIER,
                tensor("distance", Datatype.FP64, new double[2], 1, 2),
                MONTH);
    }

    @Test
    void tensorsOfFixedShape() {
        var signature = new Signature(List.of(new Field("x", Datatype.FP32, new long[] {-1, 3}, true)), List.of());
        SignatureCheck.check(List.of(tensor("x", Datatype.FP32, new float[6], 2, 3)), signature);
        assertThatThrownBy(
                        () -> SignatureCheck.check(List.of(tensor("x", Datatype.FP32, new float[6], 3, 2)), signature))
                .hasMessageContaining("must have shape [-1, 3], got [3, 2]");
        assertThatThrownBy(
                        () -> SignatureCheck.check(List.of(tensor("x", Datatype.FP64, new double[6], 2, 3)), signature))
                .hasMessageContaining("must be FP32, got FP64");
    }
}
