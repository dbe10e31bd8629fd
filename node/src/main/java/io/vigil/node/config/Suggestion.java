package io.vigil.node.config;

import java.util.Comparator;
import java.util.List;

/** The known word nearest to an unknown one. */
final class Suggestion {
    /** Words that need more changes than this share of their length are no help. */
    private static final int LENGTH_PER_CHANGE = 3;

    /** Nothing that is longer resembles a word of ours. */
    private static final int MAX_CHARACTERS = 100;

    private Suggestion() {}

    /** {@code "; did you mean 'rpc.listen'?"}, or nothing if no word comes near. */
    static String among(List<String> words, String unknown) {
        if (unknown.length() > MAX_CHARACTERS) {
            return "";
        }
        return words.stream()
                .min(Comparator.comparingInt(word -> distance(word, unknown)))
                .filter(word -> distance(word, unknown) <= Math.max(2, word.length() / LENGTH_PER_CHANGE))
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("");
    }

    /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
    private static int distance(String from, String to) {
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : changes(table, from, i, to, j);
            }
        }
        return table[from.length()][to.length()];
    }

    private static int changes(int[][] table, String from, int i, String to, int j) {
        int replaced = table[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, 1 + table[i - 2][j - 2]) : best;
    }
}
