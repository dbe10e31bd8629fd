package io.vigil.node.agreement;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What came after its view was decided. It counts for nothing, but may show that its signer broke its word (E1–E4). So a vote that contradicts
 * anything else its signer said is pressing, as is what is said of other epochs: it is looked at when nothing else waits. A vote that contradicts
 * nothing proves nothing; it is looked at when the node is at rest, and kept until then or until it contradicts something. Who sends too many
 * loses its own. One thread's.
 */
final class LateWords {
    /** Messages of one peer that wait, some 400 bytes each: a vote and a commit vote of each view that is kept, and as many others. */
    static final int MAX_OF_PEER = 128;

    /** Messages that wait in all: those of a large set. */
    static final int MAX = 8_192;

    /** Views behind the present one, and ahead of it; a core's witness remembers as many, and accuses nobody of what is older. */
    static final int KEPT_VIEWS = 32;

    private final ArrayDeque<Late> pressing = new ArrayDeque<>();
    private final TreeMap<Long, List<Held>> held = new TreeMap<>();

    /** What those votes were for that were verified. */
    private final TreeMap<Long, Map<Word, Hash>> heard = new TreeMap<>();

    /** The highest view that each signer gave up: its votes up to there may be denied by that (E3, E4). */
    private final Map<Integer, Long> gaveUp = new HashMap<>();

    private final Map<PeerId, Integer> shares = new HashMap<>();
    private long present;
    private int size;

    /** A message as it came. */
    record Late(PeerId from, Bytes message) {}

    /** What a vote or commit vote of the present epoch says. */
    record Choice(Kind kind, long view, int signer, Hash block) {
        /** What {@code message} says if it is a vote or commit vote. */
        static Optional<Choice> of(Message message) {
            if (message instanceof Message.CastVote(var ballot)) {
                return Optional.of(new Choice(Kind.VOTE, ballot.view(), ballot.signer(), ballot.block()));
            }
            if (message instanceof Message.CastCommitVote(var signed)) {
                CommitVote vote = signed.statement();
                return Optional.of(new Choice(Kind.COMMIT_VOTE, vote.view(), signed.signer(), vote.block()));
            }
            return Optional.empty();
        }

        private Word word() {
            return new Word(kind, signer);
        }

        private boolean contradicts(Choice other) {
            return word().equals(other.word()) && view == other.view && !block.equals(other.block);
        }
    }

    private record Word(Kind kind, int signer) {}

    private record Held(Late late, Choice choice) {}

    /**
     * Takes what is not known to be of this epoch, or is no vote: it is pressing.
     *
     * @return whether there was room for it
     */
    boolean add(PeerId from, Bytes message) {
        if (!makeRoom(from)) {
            return false;
        }
        pressing.add(new Late(from, message));
        return true;
    }

    /**
     * Takes a vote of this epoch, which nobody has verified.
     *
     * @return whether there was room for it
     */
    boolean add(PeerId from, Bytes message, Choice choice) {
        if (!makeRoom(from)) {
            return false;
        }
        Late late = new Late(from, message);
        boolean isDenied = gaveUp.getOrDefault(choice.signer(), Long.MIN_VALUE) >= choice.view();
        if (press(choice.view(), one -> one.contradicts(choice)) || isDenied || contradictsHeard(choice)) {
            pressing.add(late);
        } else {
            held.computeIfAbsent(choice.view(), view -> new ArrayList<>()).add(new Held(late, choice));
        }
        return true;
    }

    private boolean contradictsHeard(Choice choice) {
        Map<Word, Hash> ofView = heard.getOrDefault(choice.view(), Map.of());
        return !choice.block().equals(ofView.getOrDefault(choice.word(), choice.block()));
    }

    private boolean makeRoom(PeerId from) {
        int share = shares.getOrDefault(from, 0);
        if (share == MAX_OF_PEER || size == MAX) {
            return false;
        }
        shares.put(from, share + 1);
        size++;
        return true;
    }

    /** A vote was verified. One that is far ahead is not kept: its signer could name ever more views. */
    void heard(Choice choice) {
        if (choice.view() > present + KEPT_VIEWS) {
            return;
        }
        heard.computeIfAbsent(choice.view(), view -> new HashMap<>()).putIfAbsent(choice.word(), choice.block());
        press(choice.view(), one -> one.contradicts(choice));
    }

    /** A timeout was verified. */
    void heardTimeout(int signer, long view) {
        gaveUp.merge(signer, view, Math::max);
        for (long at : List.copyOf(held.headMap(view, true).keySet())) {
            press(at, one -> one.signer() == signer);
        }
    }

    /** Makes what is held of a view pressing if it {@code matters}. @return whether anything was */
    private boolean press(long view, Predicate<Choice> matters) {
        List<Held> ofView = held.getOrDefault(view, List.of());
        List<Held> found =
                ofView.stream().filter(one -> matters.test(one.choice())).toList();
        if (found.isEmpty()) {
            return false;
        }
        found.forEach(one -> pressing.add(one.late()));
        ofView.removeAll(found);
        if (ofView.isEmpty()) {
            held.remove(view);
        }
        return true;
    }

    /** The present view: what lies too far behind is forgotten. */
    void moveTo(long view) {
        present = view;
        long from = view - KEPT_VIEWS;
        heard.headMap(from).clear();
        Iterator<List<Held>> old = held.headMap(from).values().iterator();
        while (old.hasNext()) {
            old.next().forEach(one -> leave(one.late()));
            old.remove();
        }
    }

    /** The epoch ends: what is held speaks of an earlier one from now on, and what was heard is the matter of the core. */
    void endEpoch() {
        held.values().forEach(ofView -> ofView.forEach(one -> pressing.add(one.late())));
        held.clear();
        heard.clear();
        gaveUp.clear();
        present = 0;
    }

    /** The oldest of what is pressing, at most {@code most} of it. */
    List<Late> takePressing(int most) {
        List<Late> taken = new ArrayList<>();
        while (taken.size() < most && !pressing.isEmpty()) {
            taken.add(pressing.poll());
        }
        taken.forEach(this::leave);
        return taken;
    }

    /** The same, and then what is held, the oldest views first. */
    List<Late> take(int most) {
        List<Late> taken = takePressing(most);
        while (taken.size() < most && !held.isEmpty()) {
            Late next = held.firstEntry().getValue().removeFirst().late();
            if (held.firstEntry().getValue().isEmpty()) {
                held.pollFirstEntry();
            }
            leave(next);
            taken.add(next);
        }
        return taken;
    }

    private void leave(Late late) {
        shares.computeIfPresent(late.from(), (peer, count) -> count <= 1 ? null : count - 1);
        size--;
    }

    boolean presses() {
        return !pressing.isEmpty();
    }

    boolean isEmpty() {
        return size == 0;
    }
}
