package io.slipway.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what someone probably meant. */
public final class Spelling {
    private Spelling() {}

    /**
     * The candidate with the smallest edit distance (optimal string alignment, case and {@code -_.} ignored), if it
     * is close enough: at most a third of the word, and at most 3.
     */
    public static Optional<String> closest(String word, Collection<String> candidates) {
        String plain = plain(word);
        int most = Math.min(3, Math.max(1, plain.length() / 3));
        return candidates.stream()
                .filter(c -> Math.abs(plain(c).length() - plain.length()) <= most)
                .filter(c -> distance(plain, plain(c)) <= most)
                .min(Comparator.<String>comparingInt(c -> distance(plain, plain(c)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code "; did you mean 'x'?"}, or nothing. */
    public static String suggestion(String word, Collection<String> candidates) {
        return closest(word, candidates).map(c -> "; did you mean '" + c + "'?").orElse("");
    }

    private static String plain(String word) {
        String cut = word.length() > 100 ? word.substring(0, 100) : word;
        return cut.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
    }

    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    current[j] = Math.min(current[j], before[j - 2] + 1);
                }
            }
            int[] spare = before;
            before = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
