package io.vigil.testnet.explorer;

/**
 * What is searched.
 *
 * @param views views of each epoch in which anybody speaks
 * @param epochLength blocks of the first epoch, 0 for one endless epoch; the search follows into the second epoch
 * @param honestLead whether all four lead in turn; else the fourth leads every view, which is worse
 * @param states stop after so many distinct states
 * @param threads that search
 * @param seed of the order in which moves are tried
 * @param restarts whether members may sign plans that end the first epoch, for a chain that stands still (G43)
 */
public record Plan(
        int views, int epochLength, boolean honestLead, long states, int threads, long seed, boolean restarts) {
    /** More would not fit the arrays in which signatures are kept, nor any patience. */
    public static final int MAX_VIEWS = 16;

    /** Epochs that a search follows. */
    static final int EPOCHS = 2;

    /** Without plans that end an epoch. */
    public Plan(int views, int epochLength, boolean honestLead, long states, int threads, long seed) {
        this(views, epochLength, honestLead, states, threads, seed, false);
    }

    public Plan {
        if (views < 1 || views > MAX_VIEWS || epochLength < 0 || states < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "views 1 to " + MAX_VIEWS + ", at least one state and thread, not " + views + ", " + states);
        }
        if (restarts && epochLength > 0) {
            throw new IllegalArgumentException("plans end an epoch that has no end by itself: epoch length 0");
        }
    }

    /** One endless epoch, led by the fourth. */
    public static Plan of(int views, long states) {
        return new Plan(views, 0, false, states, 2, 1);
    }

    public Plan withEpochLength(int blocks) {
        return new Plan(views, blocks, honestLead, states, threads, seed);
    }

    public Plan withHonestLeaders() {
        return new Plan(views, epochLength, true, states, threads, seed);
    }

    /** Members may end the epoch by plans: at every step each may die, sign one and start again. */
    public Plan withRestarts() {
        return new Plan(views, epochLength, honestLead, states, threads, seed, true);
    }

    int slots() {
        return EPOCHS * (views + 1);
    }

    /** Where what is said in a view of an epoch is kept. */
    int slot(long epoch, long view) {
        return (int) (epoch * (views + 1) + view);
    }
}
