package io.vigil.testnet.explorer;

/** What one thread checked lately, so that it need not check the same again: forgets when two things fall into one place. */
final class Checked {
    private static final int PLACES = 1 << 18;

    private final long[] prints = new long[PLACES];

    /** @return whether it must be checked now */
    boolean isNew(long print) {
        int at = (int) (print >>> 24) & (PLACES - 1);
        if (prints[at] == print) {
            return false;
        }
        prints[at] = print;
        return true;
    }
}
