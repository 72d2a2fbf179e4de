package io.slipway.http;

/** The HTTP methods that an endpoint may have; HEAD is answered from GET, OPTIONS by the server. */
public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}
