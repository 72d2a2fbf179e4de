package io.slipway.planted.data;

import io.slipway.planted.serving.live.Internal;

/** Planted: a role that looks at the inside of a role to its right. */
public final class DataUsesServing {
    Internal wrong = new Internal();
}
