package io.vigil.node.preflight;

/**
 * One thing that was looked at.
 *
 * @param name what, in a word or two
 * @param text what was seen; if it is not good, also what to do
 */
public record Finding(String name, boolean isGood, String text) {
    @Override
    public String toString() {
        return "%-4s %-12s %s".formatted(isGood ? "ok" : "BAD", name, text);
    }
}
