package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.Root;

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
 * @param viewsAfter views of the epoch that a plan begins in which anybody speaks, 0 to end the search where a plan has its quorum
 * @param newcomers so many of the three honest members are others after a plan that replaces the set; 0 if no plan does
 */
public record Plan(
        int views,
        int epochLength,
        boolean honestLead,
        long states,
        int threads,
        long seed,
        boolean restarts,
        int viewsAfter,
        int newcomers) {
    /** More would not fit the arrays in which signatures are kept, nor any patience. */
    public static final int MAX_VIEWS = 16;

    /** Without plans that end an epoch. */
    public Plan(int views, int epochLength, boolean honestLead, long states, int threads, long seed) {
        this(views, epochLength, honestLead, states, threads, seed, false, 0, 0);
    }

    public Plan {
        if (views < 1 || views > MAX_VIEWS || epochLength < 0 || states < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "views 1 to " + MAX_VIEWS + ", at least one state and thread, not " + views + ", " + states);
        }
        if (restarts && (epochLength > 0 || honestLead)) {
            throw new IllegalArgumentException(
                    "plans end an epoch that has no end by itself, and the fourth leads: epoch length 0");
        }
        if (!restarts && viewsAfter + newcomers > 0) {
            throw new IllegalArgumentException("views after a plan and newcomers only with plans");
        }
        if (viewsAfter < 0 || viewsAfter > MAX_VIEWS || newcomers < 0 || newcomers > Setting.HONEST) {
            throw new IllegalArgumentException("views after a plan 0 to " + MAX_VIEWS + ", newcomers 0 to "
                    + Setting.HONEST + ", not " + viewsAfter + ", " + newcomers);
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
        return new Plan(views, epochLength, honestLead, states, threads, seed, true, 0, 0);
    }

    /** Goes on in the epoch that a plan begins, with the same members or, by plans that bring {@code others}, with so many others. */
    public Plan withViewsAfter(int more, int others) {
        return new Plan(views, epochLength, honestLead, states, threads, seed, restarts, more, others);
    }

    /** The last view of an epoch in which anybody speaks. */
    long lastView(Root root) {
        return isPlanned(root) ? root.view() + viewsAfter : views;
    }

    /** Whether a plan begins the epoch of {@code root}, in this search. */
    boolean isPlanned(Root root) {
        return restarts && root.epoch() > 0;
    }

    /** Views of an epoch are below this. */
    int viewsKept() {
        return views + viewsAfter + 1;
    }

    int slots() {
        return (newcomers > 0 ? Setting.COMMITTEES : Setting.COMMITTEES - 1) * viewsKept();
    }

    /** Where what a committee's member says in a view is kept. */
    int slot(int committee, long view) {
        return (int) (committee * viewsKept() + view);
    }
}
