package io.slipway.tracking.graphql;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import io.slipway.kernel.SlipwayException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How large a query may be when all its fragments are written out: depth 10, 1000 fields, and at most 10 fields and 10
 * aliases beside each other at the top. Each fragment is measured once, so that a few lines of fragments within
 * fragments cannot keep the server busy counting.
 */
final class QueryLimits {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_FIELDS = 1000;
    private static final int MAX_ROOTS = 10;
    private static final int MAX_ALIASES = 10;

    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Size> known = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private QueryLimits(Document document) {
        document.getDefinitionsOfType(FragmentDefinition.class).forEach(f -> fragments.put(f.getName(), f));
    }

    /**
     * What a selection set comes to.
     *
     * @param depth levels, itself included
     * @param fields in all levels
     * @param roots fields in its first level
     * @param aliases in its first level
     * @param mostAliases in any one level
     */
    private record Size(int depth, int fields, int roots, int aliases, int mostAliases) {
        static final Size NONE = new Size(0, 0, 0, 0, 0);

        /** Both in the same level. */
        Size beside(Size other) {
            int together = sum(aliases, other.aliases);
            return new Size(
                    Math.max(depth, other.depth),
                    sum(fields, other.fields),
                    sum(roots, other.roots),
                    together,
                    Math.max(together, Math.max(mostAliases, other.mostAliases)));
        }

        private static int sum(int a, int b) {
            return (int) Math.min(Integer.MAX_VALUE, (long) a + b);
        }
    }

    /** @throws SlipwayException INVALID_ARGUMENT naming the limit */
    static void check(Document document) {
        var limits = new QueryLimits(document);
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            Size size = limits.size(operation.getSelectionSet(), 1);
            within(size.depth, MAX_DEPTH, "depth");
            within(size.fields, MAX_FIELDS, "total selections");
            atMost(size.roots, MAX_ROOTS, "root fields");
            atMost(size.mostAliases, MAX_ALIASES, "aliases");
        }
    }

    private static void atMost(int is, int most, String what) {
        if (is > most) {
            throw SlipwayException.invalid(
                    "GraphQL queries should have at most " + most + " " + what + ", got " + is + " " + what + ".");
        }
    }

    /** MLflow's words for what grows with nesting. */
    private static void within(int is, int most, String what) {
        if (is > most) {
            throw SlipwayException.invalid("Query exceeds maximum " + what + " of " + most);
        }
    }

    private Size size(@Nullable SelectionSet set, int depth) {
        if (set == null) {
            return Size.NONE;
        }
        within(depth, 10 * MAX_DEPTH, "depth");
        Size all = Size.NONE;
        for (Selection<?> selection : set.getSelections()) {
            all = all.beside(
                    switch (selection) {
                        case Field field -> field(field, depth);
                        case InlineFragment inline -> size(inline.getSelectionSet(), depth + 1);
                        case FragmentSpread spread -> fragment(spread.getName(), depth);
                        default -> Size.NONE;
                    });
        }
        return all;
    }

    private Size field(Field field, int depth) {
        Size inner = size(field.getSelectionSet(), depth + 1);
        int alias = field.getAlias() == null ? 0 : 1;
        return new Size(inner.depth + 1, Size.sum(inner.fields, 1), 1, alias, Math.max(alias, inner.mostAliases));
    }

    private Size fragment(String name, int depth) {
        Size before = known.get(name);
        if (before != null) {
            return before;
        }
        FragmentDefinition fragment = fragments.get(name);
        if (fragment == null) {
            return Size.NONE;
        }
        if (!open.add(name)) {
            throw SlipwayException.invalid("The GraphQL fragment '" + name + "' contains itself.");
        }
        Size size = size(fragment.getSelectionSet(), depth + 1);
        open.remove(name);
        known.put(name, size);
        return size;
    }
}
