/** Reads what OpenTelemetry exporters send: spans in protobuf or JSON. Keeps nothing. */
@NullMarked
package io.slipway.tracking.otlp;

import org.jspecify.annotations.NullMarked;
