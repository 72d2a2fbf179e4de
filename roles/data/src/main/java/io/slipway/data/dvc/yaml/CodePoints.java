package io.slipway.data.dvc.yaml;

import java.util.Comparator;

/** Python's order of text: by code point, where Java's own compares UTF-16 units. */
public final class CodePoints {
    public static final Comparator<String> ORDER = CodePoints::compare;

    private CodePoints() {}

    private static int compare(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above every other char.
                boolean beyondX = Character.isSurrogate(x);
                boolean beyondY = Character.isSurrogate(y);
                return beyondX == beyondY ? Character.compare(x, y) : beyondX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
