package io.vigil.governance.epoch;

import io.vigil.governance.registry.Conduct;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.GovernanceState;
import java.util.List;

/** Counts of views led and lost (G24), in time that depends on the set alone, however many views were lost. */
public final class Views {
    private Views() {}

    /** Who leads which view of the epoch; {@code consensus} knows. Every pass over the leaders names each of them once. */
    @FunctionalInterface
    public interface Leaders {
        /** Index into the set. */
        int leader(long view);
    }

    /**
     * Credits the leader of {@code view} with its block, and those of the views between the parent's and it with one lost view
     * each.
     *
     * @param parentView of the parent's header, also where the parent belongs to the epoch before
     */
    public static void count(GovernanceState state, List<Member> set, Leaders leaders, long parentView, long view) {
        long[] missed = missed(set, leaders, parentView + 1, view);
        int giver = leaders.leader(view);
        Registry.Edit registry = Registry.edit(state);
        for (int i = 0; i < missed.length; i++) {
            if (missed[i] > 0 || i == giver) {
                Conduct before = registry.read().conduct(set.get(i).address());
                Conduct after = before.plusMissed(missed[i]);
                registry.conduct(set.get(i).address(), i == giver ? after.plusGave() : after);
            }
        }
    }

    /** Lost views of each member, from {@code from} to before {@code to}. */
    static long[] missed(List<Member> set, Leaders leaders, long from, long to) {
        long leading = set.stream().filter(Member::leads).count();
        long pass = leading == 0 ? set.size() : leading;
        long[] missed = new long[set.size()];
        long view = from;
        for (; view < to && view % pass != 0; view++) {
            missed[leaders.leader(view)]++;
        }
        long whole = view < to ? (to - view) / pass : 0;
        for (int i = 0; i < missed.length && whole > 0; i++) {
            if (leading == 0 || set.get(i).leads()) {
                missed[i] += whole;
            }
        }
        for (view += whole * pass; view < to; view++) {
            missed[leaders.leader(view)]++;
        }
        return missed;
    }
}
