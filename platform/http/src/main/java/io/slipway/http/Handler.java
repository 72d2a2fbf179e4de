package io.slipway.http;

/** Answers a request; may wait. */
@FunctionalInterface
public interface Handler {
    /** @throws Exception SlipwayException is translated by the endpoint's ErrorFormat; any other is INTERNAL and logged */
    Response handle(Request request) throws Exception;
}
