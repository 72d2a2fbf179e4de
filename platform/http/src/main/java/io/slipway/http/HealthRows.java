package io.slipway.http;

/** The rows that tell how the server is. */
final class HealthRows {
    /** Answered whatever the Host header says, for probes that go by address. */
    static final String OPERATION = "health";

    private HealthRows() {}
}
