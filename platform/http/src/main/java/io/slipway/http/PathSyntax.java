package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-decoding (RFC 3986 §2.1) and what a path must not contain. */
final class PathSyntax {
    private PathSyntax() {}

    /** @throws SlipwayException INVALID_ARGUMENT if a segment is or decodes to a dot segment, a control character or bad UTF-8 */
    static void check(@Nullable String raw) {
        if (raw == null || raw.isEmpty() || raw.charAt(0) != '/') {
            throw SlipwayException.invalid("the request target must be a path that starts with '/'");
        }
        int start = 1;
        boolean encoded = false;
        for (int i = 1; i <= raw.length(); i++) {
            char c = i == raw.length() ? '/' : raw.charAt(i);
            if (c == '/') {
                checkSegment(encoded ? decode(raw, start, i, false) : raw, encoded ? 0 : start, i, encoded);
                start = i + 1;
                encoded = false;
            } else if (c == '%') {
                encoded = true;
            } else if (c < ' ' || c == 0x7f) {
                throw SlipwayException.invalid("the path contains a control character");
            }
        }
    }

    private static void checkSegment(String text, int from, int to, boolean decoded) {
        if (!decoded) {
            if (dots(text, from, to)) {
                throw dotSegment();
            }
            return;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '/' : text.charAt(i);
            if (c == '/' || c == '\\') {
                if (dots(text, start, i)) {
                    throw dotSegment();
                }
                start = i + 1;
            } else if (c < ' ' || c == 0x7f) {
                throw SlipwayException.invalid("the path contains an encoded control character");
            }
        }
    }

    private static boolean dots(String text, int from, int to) {
        int length = to - from;
        return (length == 1 && text.charAt(from) == '.')
                || (length == 2 && text.charAt(from) == '.' && text.charAt(from + 1) == '.');
    }

    private static SlipwayException dotSegment() {
        return SlipwayException.invalid("the path contains a '.' or '..' segment; send the path it stands for");
    }

    /** @param plusIsSpace as in queries */
    static String decode(String text, int from, int to, boolean plusIsSpace) {
        boolean plain = true;
        for (int i = from; i < to && plain; i++) {
            char c = text.charAt(i);
            plain = c != '%' && c < 0x80 && !(plusIsSpace && c == '+');
        }
        return plain ? text.substring(from, to) : decodeEncoded(text, from, to, plusIsSpace);
    }

    private static String decodeEncoded(String text, int from, int to, boolean plusIsSpace) {
        byte[] source = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[source.length];
        int n = 0;
        for (int i = 0; i < source.length; i++) {
            byte b = source[i];
            if (b == '%') {
                int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
                int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw badPercent();
                }
                bytes[n++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[n++] = b == '+' && plusIsSpace ? (byte) ' ' : b;
            }
        }
        return utf8(bytes, n);
    }

    private static SlipwayException badPercent() {
        return SlipwayException.invalid("a '%' in the address is not followed by two hexadecimal digits");
    }

    private static String utf8(byte[] bytes, int n) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, n))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SlipwayException(ErrorCode.INVALID_ARGUMENT, "the address does not decode to UTF-8", e);
        }
    }
}
