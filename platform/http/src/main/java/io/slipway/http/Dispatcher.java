package io.slipway.http;

import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;

/** The way of every request: address checked, endpoint found, caller known and allowed, length allowed, handler run. */
final class Dispatcher extends Handler.Abstract.NonBlocking implements Graceful {
    private final Router router;
    private final OriginGuard guard;
    private final Map<String, ErrorFormat> unknownRoutes;
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Deadlines deadlines = new Deadlines();
    private volatile @Nullable CompletableFuture<Void> drained;
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    final Authorizer authorizer;
    final RequestMeter meter;

    /** @param unknownRoutes formats of 404 and 405 by path prefix */
    Dispatcher(
            Router router,
            OriginGuard guard,
            Authorizer authorizer,
            RequestMeter meter,
            Map<String, ErrorFormat> unknownRoutes) {
        this.router = router;
        this.guard = guard;
        this.authorizer = authorizer;
        this.meter = meter;
        this.unknownRoutes = unknownRoutes;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        deadlines.start(getServer().getScheduler());
    }

    @Override
    protected void doStop() throws Exception {
        deadlines.stop();
        super.doStop();
    }

    @Override
    public boolean handle(Request in, Response out, Callback done) {
        begun.increment();
        String path = in.getHttpURI().getPath();
        try {
            PathSyntax.check(path);
            route(in, out, done, path);
        } catch (RuntimeException e) {
            new Exchange(this, in, out, done).fail(formatFor(path), e);
        }
        return true;
    }

    private void route(Request in, Response out, Callback done, String path) {
        Method method = method(in.getMethod());
        Router.Match match = method == null ? null : router.find(method, path);
        if (match == null || (match.isCatchAll() && isClaimed(path))) {
            guard.check(in, false);
            unknown(new Exchange(this, in, out, done), path);
            return;
        }
        Endpoint endpoint = match.endpoint();
        try {
            guard.check(in, endpoint.operation().equals(ServiceRows.HEALTH));
            long length = in.getLength();
            if (length > endpoint.limits().maxBodyBytes()) {
                throw BodyLimit.exceeded(endpoint.limits().maxBodyBytes());
            }
            run(in, out, done, match);
        } catch (RuntimeException e) {
            var failed = new Exchange(this, in, out, done);
            failed.match = match;
            failed.fail(endpoint.errors(), e);
        }
    }

    private void run(Request in, Response out, Callback done, Router.Match match) {
        Endpoint endpoint = match.endpoint();
        Actor actor = endpoint.permission() == Permission.PUBLIC
                ? Actor.ANONYMOUS
                : authorizer.known(name -> in.getHeaders().get(name));
        if (actor != null && endpoint.permission() != Permission.PUBLIC) {
            authorizer.check(endpoint.permission(), actor, NewEvent.DEFAULT_WORKSPACE);
        }
        switch (endpoint.action()) {
            case Endpoint.Blocking blocking ->
                new BlockingCall(this, in, out, done, match, blocking.handler(), actor).start();
            case Endpoint.Inline inline -> {
                var call = new InlineCall(this, in, out, done, match, inline.handler());
                if (actor != null) {
                    call.run();
                } else {
                    Thread.startVirtualThread(() -> authenticateThen(call, endpoint));
                }
            }
        }
    }

    private void authenticateThen(InlineCall call, Endpoint endpoint) {
        try {
            authenticate(call, endpoint);
        } catch (RuntimeException e) {
            call.fail(e);
            return;
        }
        call.run();
    }

    /** Who the caller is, allowed to do what the endpoint needs; may wait. */
    Actor authenticate(Exchange exchange, Endpoint endpoint) {
        Actor actor = authorizer.authenticate(exchange);
        authorizer.check(endpoint.permission(), actor, NewEvent.DEFAULT_WORKSPACE);
        return actor;
    }

    private void unknown(Exchange exchange, String path) {
        Set<Method> allowed = router.allowed(path, !isClaimed(path));
        String asked = exchange.in.getMethod();
        if (allowed.isEmpty()) {
            exchange.fail(formatFor(path), SlipwayException.notFound("there is no endpoint " + asked + " " + path));
            return;
        }
        Set<String> names = allowed.stream().map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        names.add("OPTIONS");
        if (allowed.contains(Method.GET)) {
            names.add("HEAD");
        }
        String allow = String.join(", ", names);
        if (asked.equals("OPTIONS")) {
            if (exchange.claim()) {
                exchange.write(204, "", List.of(Map.entry("Allow", allow)), ByteBuffer.allocate(0));
            }
            return;
        }
        exchange.allow = allow;
        exchange.fail(
                formatFor(path),
                new SlipwayException(
                        ErrorCode.METHOD_NOT_ALLOWED, asked + " is not allowed on " + path + "; allowed: " + allow));
    }

    private static @Nullable Method method(String name) {
        return switch (name) {
            case "GET", "HEAD" -> Method.GET;
            case "POST" -> Method.POST;
            case "PUT" -> Method.PUT;
            case "PATCH" -> Method.PATCH;
            case "DELETE" -> Method.DELETE;
            default -> null;
        };
    }

    /** Whether unknown paths here belong to an API, so that no page of a catch-all row may answer them. */
    private boolean isClaimed(String path) {
        for (String prefix : unknownRoutes.keySet()) {
            if (path.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The format of the longest prefix that was claimed. */
    private ErrorFormat formatFor(@Nullable String path) {
        ErrorFormat format = ErrorFormat.PROBLEM;
        int longest = -1;
        for (var entry : unknownRoutes.entrySet()) {
            if (path != null
                    && path.startsWith(entry.getKey())
                    && entry.getKey().length() > longest) {
                format = entry.getValue();
                longest = entry.getKey().length();
            }
        }
        return format;
    }

    void finished(String operation, String method, int status, long nanos, long bytesIn, long bytesOut) {
        meter.finished(operation, method, status, nanos, bytesIn, bytesOut);
        ended.increment();
        CompletableFuture<Void> last = drained;
        if (last != null && ended.sum() >= begun.sum()) {
            last.complete(null);
        }
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        var last = new CompletableFuture<Void>();
        drained = last;
        waiting.forEach(Thread::interrupt);
        if (ended.sum() >= begun.sum()) {
            last.complete(null);
        }
        return last;
    }

    /** This thread waits for news from now on, until it says {@link #waitsNoMore}. */
    void waits() {
        waiting.add(Thread.currentThread());
        if (isShutdown()) {
            Thread.currentThread().interrupt();
        }
    }

    void waitsNoMore() {
        waiting.remove(Thread.currentThread());
    }

    @Override
    public boolean isShutdown() {
        return drained != null;
    }
}
