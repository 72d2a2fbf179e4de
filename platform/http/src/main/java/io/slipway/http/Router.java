package io.slipway.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints as a tree of path segments. Finding one visits each segment of the path once per branch that is
 * still possible: the literal first, then the parameter, then the tail. A branch that ends without the method is
 * left for the next one.
 */
final class Router {
    private final Node root = new Node();

    /** @throws IllegalStateException if two rows have the same route or the same operation name, naming both */
    Router(List<Endpoint> endpoints) {
        Map<String, Endpoint> operations = new HashMap<>();
        for (Endpoint endpoint : endpoints) {
            Endpoint other = operations.putIfAbsent(endpoint.operation(), endpoint);
            if (other != null) {
                throw new IllegalStateException("two endpoints are called '" + endpoint.operation() + "': "
                        + describe(other) + " and " + describe(endpoint));
            }
            add(endpoint);
        }
    }

    private static String describe(Endpoint e) {
        return e.method() + " " + e.path() + " (" + e.operation() + ")";
    }

    private void add(Endpoint endpoint) {
        String path = endpoint.path();
        if (!path.startsWith("/")) {
            throw new IllegalStateException("the path of " + describe(endpoint) + " does not start with '/'");
        }
        String[] segments = path.substring(1).split("/", -1);
        List<String> names = new ArrayList<>();
        Node node = root;
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            if (!segment.startsWith("{")) {
                if (segment.indexOf('{') >= 0 || segment.indexOf('%') >= 0) {
                    throw new IllegalStateException(
                            "a segment is either literal or a parameter: " + describe(endpoint));
                }
                node = node.literal(segment);
                continue;
            }
            boolean tail = segment.endsWith("...}");
            if (!segment.endsWith("}") || (tail && i < segments.length - 1)) {
                throw new IllegalStateException("bad parameter '" + segment + "' in " + describe(endpoint));
            }
            names.add(segment.substring(1, segment.length() - (tail ? 4 : 1)));
            node = tail ? node.tail() : node.parameter();
        }
        if (names.size() > Node.MAX_PARAMETERS) {
            throw new IllegalStateException("too many parameters in " + describe(endpoint));
        }
        int method = endpoint.method().ordinal();
        Route other = node.routes[method];
        if (other != null) {
            throw new IllegalStateException(
                    "two endpoints have the same route: " + describe(other.endpoint) + " and " + describe(endpoint));
        }
        node.routes[method] = new Route(endpoint, names.toArray(String[]::new));
    }

    /** @param raw path that passed {@link PathSyntax#check} */
    @Nullable
    Match find(Method method, String raw) {
        int[] bounds = new int[2 * Node.MAX_PARAMETERS];
        Route route = find(root, method.ordinal(), raw, 1, bounds, 0);
        return route == null ? null : new Match(route, raw, bounds);
    }

    /** The methods that the path has; empty if there is no such path. */
    Set<Method> allowed(String raw, boolean countCatchAll) {
        Set<Method> found = EnumSet.noneOf(Method.class);
        for (Method method : Method.values()) {
            Match match = find(method, raw);
            if (match != null && (countCatchAll || !match.isCatchAll())) {
                found.add(method);
            }
        }
        return found;
    }

    private static @Nullable Route find(Node node, int method, String raw, int start, int[] bounds, int depth) {
        if (start > raw.length()) {
            return node.routes[method];
        }
        int end = raw.indexOf('/', start);
        end = end < 0 ? raw.length() : end;
        Node literal = node.match(raw, start, end);
        if (literal != null) {
            Route found = find(literal, method, raw, end + 1, bounds, depth);
            if (found != null) {
                return found;
            }
        }
        if (node.parameter != null && end > start) {
            bounds[2 * depth] = start;
            bounds[2 * depth + 1] = end;
            Route found = find(node.parameter, method, raw, end + 1, bounds, depth + 1);
            if (found != null) {
                return found;
            }
        }
        if (node.tail != null) {
            bounds[2 * depth] = start;
            bounds[2 * depth + 1] = raw.length();
            return node.tail.routes[method];
        }
        return null;
    }

    /** An endpoint with the names of its path parameters in order. */
    private record Route(Endpoint endpoint, String[] names) {}

    /** A found endpoint and where its parameters lie in the path. */
    static final class Match {
        private final Route route;
        private final String raw;
        private final int[] bounds;

        private Match(Route route, String raw, int[] bounds) {
            this.route = route;
            this.raw = raw;
            this.bounds = bounds;
        }

        Endpoint endpoint() {
            return route.endpoint;
        }

        /** Whether any path at all would have come here. */
        boolean isCatchAll() {
            return route.names.length == 1 && route.endpoint.path().equals("/{" + route.names[0] + "...}");
        }

        /** @throws IllegalArgumentException if the template has no such parameter: the handler's mistake */
        String parameter(String name) {
            for (int i = 0; i < route.names.length; i++) {
                if (route.names[i].equals(name)) {
                    return PathSyntax.decode(raw, bounds[2 * i], bounds[2 * i + 1], false);
                }
            }
            throw new IllegalArgumentException(route.endpoint.path() + " has no parameter '" + name + "'");
        }
    }

    /** A place in the tree. Literals lie in an open hash table, so that a segment is looked up without a substring. */
    private static final class Node {
        static final int MAX_PARAMETERS = 8;

        @Nullable
        Node parameter;

        @Nullable
        Node tail;

        final @Nullable Route[] routes = new Route[Method.values().length];
        private @Nullable String[] keys = new String[4];
        private @Nullable Node[] children = new Node[4];
        private int size;

        Node parameter() {
            Node child = parameter == null ? new Node() : parameter;
            parameter = child;
            return child;
        }

        Node tail() {
            Node child = tail == null ? new Node() : tail;
            tail = child;
            return child;
        }

        Node literal(String segment) {
            Node found = match(segment, 0, segment.length());
            if (found != null) {
                return found;
            }
            if (2 * (size + 1) > keys.length) {
                grow();
            }
            Node child = new Node();
            put(segment, child);
            size++;
            return child;
        }

        private void grow() {
            @Nullable String[] oldKeys = keys;
            @Nullable Node[] oldChildren = children;
            keys = Arrays.copyOf(new String[0], 2 * oldKeys.length);
            children = Arrays.copyOf(new Node[0], 2 * oldKeys.length);
            for (int i = 0; i < oldKeys.length; i++) {
                String key = oldKeys[i];
                Node child = oldChildren[i];
                if (key != null && child != null) {
                    put(key, child);
                }
            }
        }

        private void put(String segment, Node child) {
            int slot = segment.hashCode() & (keys.length - 1);
            while (keys[slot] != null) {
                slot = (slot + 1) & (keys.length - 1);
            }
            keys[slot] = segment;
            children[slot] = child;
        }

        @Nullable
        Node match(String raw, int start, int end) {
            if (size == 0) {
                return null;
            }
            int hash = 0;
            for (int i = start; i < end; i++) {
                char c = raw.charAt(i);
                if (c == '%') {
                    String decoded = PathSyntax.decode(raw, start, end, false);
                    return match(decoded, 0, decoded.length(), decoded.hashCode());
                }
                hash = 31 * hash + c;
            }
            return match(raw, start, end, hash);
        }

        private @Nullable Node match(String text, int start, int end, int hash) {
            int slot = hash & (keys.length - 1);
            for (String key = keys[slot]; key != null; key = keys[slot]) {
                if (key.length() == end - start && text.regionMatches(start, key, 0, key.length())) {
                    return children[slot];
                }
                slot = (slot + 1) & (keys.length - 1);
            }
            return null;
        }
    }
}
