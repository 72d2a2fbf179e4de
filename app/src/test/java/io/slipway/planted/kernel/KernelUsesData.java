package io.slipway.planted.kernel;

import io.slipway.planted.data.DataUsesServing;

/** Planted: the platform that knows a role. */
public final class KernelUsesData {
    DataUsesServing wrong = new DataUsesServing();
}
