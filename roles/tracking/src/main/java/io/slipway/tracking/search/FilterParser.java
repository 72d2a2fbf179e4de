package io.slipway.tracking.search;

import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.search.Lexer.Kind;
import io.slipway.tracking.search.Lexer.Token;
import io.slipway.tracking.wire.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads MLflow's filter strings (comparisons joined by AND) and order_by strings into {@link Comparison}s and
 * {@link Order}s, and refuses what the {@link Grammar} does not allow, with the position of the mistake.
 */
public final class FilterParser {
    private static final int MAX_LENGTH = 100_000;
    private static final Set<Entity> UNORDERED =
            EnumSet.of(Entity.DATASET, Entity.SPAN, Entity.FEEDBACK, Entity.EXPECTATION, Entity.ISSUE);
    private static final Set<String> SPAN_KEYS = Set.of("name", "type", "status", "content");

    private final Grammar grammar;
    private final List<Token> tokens;
    private int at;

    private FilterParser(Grammar grammar, String text) {
        this.grammar = grammar;
        Names.longest("filter", text, MAX_LENGTH);
        this.tokens = Lexer.tokens(text);
    }

    /** The clauses of a filter; none for an empty one. */
    public static List<Comparison> filter(Grammar grammar, String text) {
        return new FilterParser(grammar, text).clauses();
    }

    /** One order_by entry: a name, and ASC (the usual) or DESC. */
    public static Order order(Grammar grammar, String text) {
        return new FilterParser(grammar, text).ordering(text);
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private List<Comparison> clauses() {
        var clauses = new ArrayList<Comparison>();
        while (peek().kind() != Kind.END) {
            clauses.add(comparison());
            Token joint = take();
            if (joint.kind() == Kind.END) {
                break;
            }
            if (!joint.word("AND")) {
                throw invalid(
                        "Invalid clause(s) in filter string: expected AND but found '" + joint.text() + "'", joint);
            }
            if (peek().kind() == Kind.END) {
                throw invalid("Invalid filter string: a comparison is missing after AND", peek());
            }
        }
        return clauses;
    }

    private Comparison comparison() {
        Token left = take();
        if (left.kind() != Kind.NAME && !(left.kind() == Kind.STRING && left.quote() == '"')) {
            throw invalid(
                    "Invalid comparison clause: expected a name such as metrics.auc but found '" + left.text() + "'",
                    left);
        }
        var name = name(left);
        Operator operator = operator();
        checkOperator(name, operator, left);
        return new Comparison(name.entity(), name.key(), operator, values(name, operator), left.position());
    }

    private Order ordering(String text) {
        Token left = take();
        boolean nameLike = left.kind() == Kind.NAME || (left.kind() == Kind.STRING && left.quote() == '"');
        if (!nameLike) {
            throw invalid("Invalid order_by clause '" + Names.shown(text) + "'. Could not be parsed", left);
        }
        var name = name(left);
        boolean descending = peek().word("DESC");
        if (descending || peek().word("ASC")) {
            take();
        }
        if (peek().kind() != Kind.END) {
            throw invalid("Invalid ordering key in order_by clause '" + Names.shown(text) + "'", peek());
        }
        if (UNORDERED.contains(name.entity())
                || (name.entity() == Entity.ATTRIBUTE && !grammar.orderable().contains(name.key()))) {
            throw invalid("Invalid order_by key '" + name.key() + "'", left);
        }
        return new Order(name.entity(), name.key(), !descending);
    }

    private record Name(Entity entity, String key) {}

    private Name name(Token token) {
        String text = token.text();
        int dot = token.kind() == Kind.STRING ? -1 : firstDot(text);
        if (dot < 0) {
            return new Name(Entity.ATTRIBUTE, attribute(unquoted(text), token));
        }
        String word = unquoted(text.substring(0, dot));
        Entity entity = grammar.entities().get(word);
        if (entity == null) {
            throw invalid(
                    "Invalid entity type '" + word + "'. Valid values are "
                            + grammar.entities().keySet().stream().sorted().toList(),
                    token);
        }
        String key = unquoted(text.substring(dot + 1));
        if (key.isEmpty()) {
            throw invalid("The name after '" + word + ".' is missing", token);
        }
        return switch (entity) {
            case ATTRIBUTE -> new Name(entity, attribute(key, token));
            case DATASET -> {
                if (!Grammar.DATASET_KEYS.contains(key)) {
                    throw invalid(
                            "Invalid dataset key '" + key + "' specified. Valid keys are 'name', 'digest', 'context'",
                            token);
                }
                yield new Name(entity, key);
            }
            case SPAN -> {
                if (!SPAN_KEYS.contains(key) && !(key.startsWith("attributes.") && key.length() > 11)) {
                    throw invalid(
                            "Invalid span attribute '" + Names.shown(key)
                                    + "'. Supported attributes: name, status, type, attributes.<attribute_name>.",
                            token);
                }
                yield new Name(entity, key);
            }
            case ISSUE -> {
                if (!key.equals("id")) {
                    throw invalid(
                            "Invalid issue attribute '" + Names.shown(key) + "'. Supported attributes: id", token);
                }
                yield new Name(entity, key);
            }
            default -> new Name(entity, key);
        };
    }

    private static int firstDot(String text) {
        char first = text.charAt(0);
        if (first == '`' || first == '"') {
            int close = text.indexOf(first, 1);
            return close < 0 ? -1 : text.indexOf('.', close);
        }
        return text.indexOf('.');
    }

    private static String unquoted(String text) {
        if (text.length() >= 2) {
            char first = text.charAt(0);
            if ((first == '`' || first == '"' || first == '\'') && text.charAt(text.length() - 1) == first) {
                return text.substring(1, text.length() - 1);
            }
        }
        return text;
    }

    private String attribute(String name, Token token) {
        String attribute = grammar.attributes().get(name);
        if (attribute == null) {
            throw invalid(
                    "Invalid attribute key '" + Names.shown(name) + "' specified. Valid keys are "
                            + grammar.attributes().keySet().stream().sorted().toList(),
                    token);
        }
        return attribute;
    }

    private Operator operator() {
        Token token = take();
        String word = token.text().toUpperCase(Locale.ROOT);
        if (token.kind() == Kind.NAME && (word.equals("IS") || word.equals("NOT"))) {
            word += " " + take().text().toUpperCase(Locale.ROOT);
            if (word.equals("IS NOT")) {
                word += " " + take().text().toUpperCase(Locale.ROOT);
            }
        }
        if (token.kind() == Kind.OPERATOR || token.kind() == Kind.NAME) {
            for (Operator operator : Operator.values()) {
                if (operator.text().equals(word)) {
                    return operator;
                }
            }
        }
        throw invalid(
                "Invalid comparison clause: expected one of "
                        + String.join(
                                ", ",
                                Arrays.stream(Operator.values())
                                        .map(Operator::text)
                                        .toList())
                        + " but found '" + Names.shown(token.text()) + "'",
                token);
    }

    private boolean numeric(Name name, Operator operator) {
        boolean measured = name.entity() == Entity.FEEDBACK || name.entity() == Entity.EXPECTATION;
        return numeric(name) || (measured && Operator.ORDER.contains(operator));
    }

    private boolean numeric(Name name) {
        return name.entity() == Entity.METRIC
                || (name.entity() == Entity.ATTRIBUTE && grammar.numeric().contains(name.key()));
    }

    private void checkOperator(Name name, Operator operator, Token at) {
        boolean allowed = switch (name.entity()) {
            case METRIC -> Operator.NUMERIC.contains(operator);
            case PARAM, TAG, METADATA -> grammar.texts().contains(operator) || Operator.PRESENCE.contains(operator);
            case FEEDBACK, EXPECTATION ->
                grammar.texts().contains(operator)
                        || Operator.ORDER.contains(operator)
                        || Operator.PRESENCE.contains(operator);
            case SPAN ->
                name.key().equals("content")
                        ? operator == Operator.LIKE || operator == Operator.ILIKE
                        : grammar.texts().contains(operator) || Operator.LIST.contains(operator);
            case ISSUE -> operator == Operator.EQUAL;
            case DATASET -> Operator.TEXT.contains(operator) || Operator.LIST.contains(operator);
            case ATTRIBUTE ->
                numeric(name)
                        ? Operator.NUMERIC.contains(operator)
                        : grammar.texts().contains(operator) || listed(name, operator, at);
        };
        if (!allowed) {
            throw invalid(
                    "Invalid comparator '" + operator.text() + "' for "
                            + name.entity().name().toLowerCase(Locale.ROOT) + " '" + Names.shown(name.key()) + "'",
                    at);
        }
    }

    private boolean listed(Name name, Operator operator, Token at) {
        if (!Operator.LIST.contains(operator)) {
            return false;
        }
        if (!grammar.listable().contains(name.key())) {
            throw invalid(
                    "Only " + grammar.listable().stream().sorted().toList()
                            + " attributes support comparison with a list of quoted string values",
                    at);
        }
        return true;
    }

    private List<Object> values(Name name, Operator operator) {
        if (Operator.PRESENCE.contains(operator)) {
            return List.of();
        }
        if (Operator.LIST.contains(operator)) {
            return texts();
        }
        Token token = take();
        if (numeric(name, operator)) {
            return List.of(number(name, quotedVersion(name, token)));
        }
        if (token.kind() != Kind.STRING) {
            throw invalid(
                    "Expected a quoted string value for " + name.entity().name().toLowerCase(Locale.ROOT)
                            + " (e.g. 'my-value'). Got value " + Names.shown(token.text()),
                    token);
        }
        return List.of(token.text());
    }

    /** MLflow takes the number of a version in quotes too. */
    private static Token quotedVersion(Name name, Token token) {
        boolean quoted = name.entity() == Entity.ATTRIBUTE
                && name.key().equals("version_number")
                && token.kind() == Kind.STRING
                && token.text().matches("[0-9]{1,9}");
        return quoted ? new Token(Kind.NUMBER, token.text(), token.position(), token.quote()) : token;
    }

    private static Double number(Name name, Token token) {
        if (token.kind() == Kind.NUMBER) {
            try {
                double value = Double.parseDouble(token.text());
                if (Set.of('d', 'f', 'D', 'F')
                        .contains(token.text().charAt(token.text().length() - 1))) {
                    throw new NumberFormatException(token.text());
                }
                return value;
            } catch (NumberFormatException e) {
                throw invalid("'" + Names.shown(token.text()) + "' is not a number", token);
            }
        }
        throw invalid(
                "Expected numeric value type for "
                        + (name.entity() == Entity.METRIC ? "metric" : "numeric attribute: " + name.key()) + ". Found "
                        + Names.shown(token.text()),
                token);
    }

    private List<Object> texts() {
        Token open = take();
        if (open.kind() != Kind.OPEN) {
            throw invalid("Expected a list of quoted string values in brackets", open);
        }
        var values = new ArrayList<Object>();
        while (true) {
            Token value = take();
            if (value.kind() == Kind.CLOSE && !values.isEmpty()) {
                return values;
            }
            if (value.kind() != Kind.STRING) {
                throw invalid(
                        "While parsing a list in the query, expected a non-empty list of string values, but got"
                                + " ill-formed list",
                        value);
            }
            values.add(value.text());
            Token joint = take();
            if (joint.kind() == Kind.CLOSE) {
                return values;
            }
            if (joint.kind() != Kind.COMMA) {
                throw invalid(
                        "While parsing a list in the query, expected a comma or ')' but found '" + joint.text() + "'",
                        joint);
            }
        }
    }

    private static SlipwayException invalid(String what, Token token) {
        return SlipwayException.invalid(what + " (position " + token.position() + ").");
    }
}
