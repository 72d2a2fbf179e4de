package io.slipway.inference.trees;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * {@code logf} of the C library that XGBoost itself would call on this machine. It is not correctly rounded (0.8 ulp), so
 * its bits cannot be had from {@link Math#log}; it is called a few times per model, for the intercept.
 */
final class NativeLog {
    private NativeLog() {}

    static float log(float x) {
        var linker = Linker.nativeLinker();
        var symbol = linker.defaultLookup().find("logf");
        if (symbol.isEmpty()) {
            return (float) Math.log(x);
        }
        var handle = linker.downcallHandle(
                symbol.get(), FunctionDescriptor.of(ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_FLOAT));
        try {
            return (float) handle.invokeExact(x);
        } catch (Throwable e) {
            throw new IllegalStateException("logf cannot fail", e);
        }
    }
}
