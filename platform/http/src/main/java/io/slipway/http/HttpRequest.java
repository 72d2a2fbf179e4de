package io.slipway.http;

import io.slipway.kernel.Actor;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** What a blocking handler sees of a request. Used by one thread. */
final class HttpRequest implements Request {
    private final Exchange exchange;
    private final Router.Match match;
    private final Actor actor;
    private @Nullable QueryString query;
    private @Nullable InputStream body;

    HttpRequest(Exchange exchange, Router.Match match, Actor actor) {
        this.exchange = exchange;
        this.match = match;
        this.actor = actor;
    }

    @Override
    public Endpoint endpoint() {
        return match.endpoint();
    }

    @Override
    public String rawPath() {
        return exchange.in.getHttpURI().getPath();
    }

    @Override
    public String path(String name) {
        return match.parameter(name);
    }

    private QueryString parameters() {
        QueryString parsed = query;
        if (parsed == null) {
            parsed = QueryString.parse(exchange.in.getHttpURI().getQuery());
            query = parsed;
        }
        return parsed;
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(parameters().first(name));
    }

    @Override
    public List<String> queryAll(String name) {
        return parameters().all(name);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.get(name));
    }

    @Override
    public Actor actor() {
        return actor;
    }

    @Override
    public String workspace() {
        return NewEvent.DEFAULT_WORKSPACE;
    }

    @Override
    public void requires(Permission permission) {
        exchange.dispatcher.authorizer.check(permission, actor, workspace());
    }

    @Override
    public long contentLength() {
        return exchange.in.getLength();
    }

    @Override
    public InputStream body() {
        InputStream open = body;
        if (open == null) {
            open = BodyLimit.of(
                    Content.Source.asInputStream(exchange.in),
                    exchange.in.getHeaders(),
                    endpoint().limits().maxBodyBytes());
            body = open;
        }
        return open;
    }

    @Override
    public <T> T json(Class<T> type) {
        return RecordReader.read(Json.strict(), bytes(), type);
    }

    @Override
    public <T> T jsonLenient(Class<T> type) {
        byte[] bytes = bytes();
        return RecordReader.read(Json.lenient(), bytes.length == 0 ? new byte[] {'{', '}'} : bytes, type);
    }

    private byte[] bytes() {
        try {
            return body().readAllBytes();
        } catch (IOException e) {
            throw new BodyLimit.Lost(e);
        }
    }
}
