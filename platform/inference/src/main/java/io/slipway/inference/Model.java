package io.slipway.inference;

import java.util.List;

/** A loaded model version. Safe for use by several threads until closed. */
public interface Model extends AutoCloseable {
    Signature signature();

    /** Name of the format and engine, e.g. {@code xgboost_json}: the {@code platform} of the Open Inference Protocol. */
    String platform();

    /** True if a row takes well under a millisecond without waiting or locking, so that it may run on the thread of the connection. */
    boolean inline();

    /**
     * Predicts.
     *
     * @param inputs in any order; must have passed the check against the signature. A missing value of a floating column is
     *     NaN, of a string column null
     * @return tensors as {@link Signature#outputs} says, with as many rows as the inputs
     * @throws io.slipway.kernel.SlipwayException INVALID_ARGUMENT if the inputs do not fit
     */
    List<Tensor> predict(List<Tensor> inputs);

    /** Frees native memory; no prediction may be running. */
    @Override
    void close();
}
