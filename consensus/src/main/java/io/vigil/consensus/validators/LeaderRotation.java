package io.vigil.consensus.validators;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.Arrays;

/**
 * Who leads which view of one epoch. Each pass over the leading members is a permutation drawn from keccak256(set root ‖ epoch ‖ pass), so
 * nobody has a fixed successor and the leader of any view is found without walking the views before it.
 */
public final class LeaderRotation {
    private final long epoch;
    private final Hash setRoot;
    private final int[] leading;

    /** The last two passes asked for, by parity: a view and its successor are asked for in turn. */
    private final long[] cachedPasses = {-1, -1};

    private final int[][] cachedOrders = new int[2][];

    public LeaderRotation(long epoch, ValidatorSet set) {
        this.epoch = epoch;
        this.setRoot = set.root();
        int[] leaders = membersThatLead(set, false);
        // A set in which nobody leads would have no blocks: then all lead.
        this.leading = leaders.length > 0 ? leaders : membersThatLead(set, true);
    }

    private LeaderRotation(LeaderRotation other) {
        this.epoch = other.epoch;
        this.setRoot = other.setRoot;
        this.leading = other.leading;
        System.arraycopy(other.cachedPasses, 0, cachedPasses, 0, cachedPasses.length);
        System.arraycopy(other.cachedOrders, 0, cachedOrders, 0, cachedOrders.length);
    }

    /** For another owner: what is cached is one thread's. */
    public LeaderRotation copy() {
        return new LeaderRotation(this);
    }

    /** Index of the leader of {@code view}. */
    public int leader(long view) {
        if (leading.length == 1) {
            return leading[0];
        }
        long pass = view / leading.length;
        int slot = (int) (pass % 2);
        if (pass != cachedPasses[slot]) {
            cachedOrders[slot] = order(pass);
            cachedPasses[slot] = pass;
        }
        return cachedOrders[slot][(int) (view % leading.length)];
    }

    private static int[] membersThatLead(ValidatorSet set, boolean all) {
        int[] indices = new int[set.size()];
        int count = 0;
        for (int i = 0; i < set.size(); i++) {
            if (all || set.member(i).leads()) {
                indices[count++] = i;
            }
        }
        return Arrays.copyOf(indices, count);
    }

    /** Fisher–Yates over a stream of keccak256(seed ‖ counter), eight bytes a draw, draws that would bias a remainder thrown away. */
    private int[] order(long pass) {
        int[] order = leading.clone();
        Hash seed = Keccak.hash(Bytes.concat(setRoot.bytes(), Bytes.ofLong(epoch), Bytes.ofLong(pass)));
        long counter = 0;
        for (int i = order.length - 1; i > 0; i--) {
            long bound = i + 1L;
            long draw;
            do {
                draw = Keccak.hash(Bytes.concat(seed.bytes(), Bytes.ofLong(counter++)))
                                .bytes()
                                .getLong(0)
                        >>> 1;
            } while (draw >= Long.MAX_VALUE - Long.MAX_VALUE % bound);
            int j = (int) (draw % bound);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
