package io.slipway.http;

import io.slipway.kernel.Actor;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A request that passed routing, permission and limits. */
public interface Request {
    Endpoint endpoint();

    /** The path as sent, still encoded, without the query. */
    String rawPath();

    /** Value of a parameter of the path template, decoded. */
    String path(String name);

    /** First value of a query parameter. */
    Optional<String> query(String name);

    List<String> queryAll(String name);

    Optional<String> header(String name);

    Actor actor();

    String workspace();

    /**
     * For what is asked for beyond the endpoint's own permission.
     *
     * @throws io.slipway.kernel.SlipwayException PERMISSION_DENIED if the caller lacks it
     */
    void requires(Permission permission);

    /** Length of the body as announced; -1 if it was not. */
    long contentLength();

    /** The body, bounded by the endpoint's limit; read it once. */
    InputStream body();

    /** The whole body as this record: unknown names, wrong types and missing parts are INVALID_ARGUMENT. */
    <T> T json(Class<T> type);

    /** The same, ignoring names that the record does not have. An empty body reads as {@code {}}. */
    <T> T jsonLenient(Class<T> type);
}
