package io.vigil.node.agreement;

import io.vigil.consensus.PeerId;
import io.vigil.types.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Votes that came after their view was decided. They count for nothing, yet one of them may show that its sender broke its word (E1–E4), so
 * they are looked at when nothing else waits. Who sends too many loses its own. One thread's.
 */
final class LateWords {
    /** Messages of one peer that wait: the latest views' votes and commit votes, some 400 bytes each. */
    static final int MAX_OF_PEER = 32;

    /** Messages that wait in all: those of a large set. */
    static final int MAX = 4_096;

    /** A message as it came. */
    record Late(PeerId from, Bytes message) {}

    private final ArrayDeque<Late> waiting = new ArrayDeque<>();
    private final Map<PeerId, Integer> shares = new HashMap<>();

    /** @return whether there was room for it */
    boolean add(PeerId from, Bytes message) {
        int share = shares.getOrDefault(from, 0);
        if (share == MAX_OF_PEER || waiting.size() == MAX) {
            return false;
        }
        shares.put(from, share + 1);
        waiting.add(new Late(from, message));
        return true;
    }

    /** The oldest, at most {@code most} of them. */
    List<Late> take(int most) {
        List<Late> taken = new ArrayList<>();
        while (taken.size() < most && !waiting.isEmpty()) {
            Late next = waiting.poll();
            shares.computeIfPresent(next.from(), (peer, count) -> count <= 1 ? null : count - 1);
            taken.add(next);
        }
        return taken;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
