package io.slipway.http;

/** Answers a request on the selecting thread, or keeps the exchange and answers later from another one. */
@FunctionalInterface
public interface InlineHandler {
    /**
     * @param body the whole body; valid until {@code exchange} is answered; do not change it
     * @throws RuntimeException translated as for {@link Handler}
     */
    void handle(InlineExchange exchange, byte[] body);
}
