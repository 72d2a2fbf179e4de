package io.slipway.tracking.search;

import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a filter or order_by string into tokens. */
final class Lexer {
    /** What a token is. */
    enum Kind {
        NAME,
        STRING,
        NUMBER,
        OPERATOR,
        OPEN,
        CLOSE,
        COMMA,
        END
    }

    /**
     * @param text names: as written, quotes included; strings: without their quotes
     * @param quote the quote of a string, else 0
     */
    record Token(Kind kind, String text, int position, char quote) {
        boolean word(String upperCase) {
            return kind == Kind.NAME && text.toUpperCase(Locale.ROOT).equals(upperCase);
        }
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        var lexer = new Lexer(text);
        while (lexer.next()) {
            // each call adds one token
        }
        lexer.tokens.add(new Token(Kind.END, "", text.length(), (char) 0));
        return lexer.tokens;
    }

    private boolean next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        switch (c) {
            case '(' -> add(Kind.OPEN, 1);
            case ')' -> add(Kind.CLOSE, 1);
            case ',' -> add(Kind.COMMA, 1);
            case '=' -> add(Kind.OPERATOR, 1);
            case '<', '>' -> add(Kind.OPERATOR, followed('=') ? 2 : 1);
            case '!' -> {
                if (!followed('=')) {
                    throw invalid("Expected '!='", at);
                }
                add(Kind.OPERATOR, 2);
            }
            case '\'', '"' -> stringOrName(c);
            default -> {
                if (number(c)) {
                    addNumber();
                } else {
                    name();
                }
            }
        }
        return true;
    }

    private boolean followed(char c) {
        return at + 1 < text.length() && text.charAt(at + 1) == c;
    }

    private void add(Kind kind, int length) {
        tokens.add(new Token(kind, text.substring(at, at + length), at, (char) 0));
        at += length;
    }

    /** A quoted text is a value; followed by a dot it is the first part of a name. */
    private void stringOrName(char quote) {
        int start = at;
        String inner = quoted(quote);
        if (at < text.length() && text.charAt(at) == '.') {
            at = start;
            name();
        } else {
            tokens.add(new Token(Kind.STRING, inner, start, quote));
        }
    }

    /** Reads a quoted text; a doubled quote stands for itself. */
    private String quoted(char quote) {
        int start = at++;
        var inner = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                inner.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                inner.append(quote);
                at++;
            } else {
                return inner.toString();
            }
        }
        throw invalid("The quote " + quote + " is not closed", start);
    }

    private boolean number(char c) {
        boolean digit = c >= '0' && c <= '9';
        boolean signed = (c == '-' || c == '+' || c == '.')
                && at + 1 < text.length()
                && (Character.digit(text.charAt(at + 1), 10) >= 0 || text.charAt(at + 1) == '.');
        return digit || signed;
    }

    private void addNumber() {
        int start = at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            char before = text.charAt(at - 1);
            boolean exponentSign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
            if (!exponentSign && c != '.' && !Character.isLetterOrDigit(c)) {
                break;
            }
            at++;
        }
        tokens.add(new Token(Kind.NUMBER, text.substring(start, at), start, (char) 0));
    }

    /** Letters up to a blank, an operator or a bracket; parts in quotes or backticks may hold anything. */
    private void name() {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '`' || (c == '"' && (at == start || text.charAt(at - 1) == '.'))) {
                quoted(c);
            } else if (Character.isWhitespace(c) || "=<>!(),'\";".indexOf(c) >= 0) {
                break;
            } else {
                at++;
            }
        }
        if (at == start) {
            throw invalid("Unexpected '" + text.charAt(at) + "'", at);
        }
        tokens.add(new Token(Kind.NAME, text.substring(start, at), start, (char) 0));
    }

    private static SlipwayException invalid(String what, int position) {
        return SlipwayException.invalid("Invalid filter string: " + what + " at position " + position + ".");
    }
}
