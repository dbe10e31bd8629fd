package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Verified signatures of one view over block hashes. The first signature of each validator counts; a second for another block is the matter of
 * evidence, not of the tally.
 */
public final class Tally {
    /** What a quorum signed. */
    public record Quorum(Hash block, Signers signers, Bytes signature) {}

    private record Entry(Hash block, Bytes signature) {}

    private final ValidatorSet set;
    private final TreeMap<Integer, Entry> bySigner;

    public Tally(ValidatorSet set) {
        this(set, new TreeMap<>());
    }

    private Tally(ValidatorSet set, TreeMap<Integer, Entry> bySigner) {
        this.set = set;
        this.bySigner = bySigner;
    }

    public Tally copy() {
        return new Tally(set, new TreeMap<>(bySigner));
    }

    /** @return whether it was this validator's first */
    public boolean add(int signer, Hash block, Bytes signature) {
        return bySigner.putIfAbsent(signer, new Entry(block, signature)) == null;
    }

    /** The block that {@code signer}'s counted signature is for. */
    public Optional<Hash> choiceOf(int signer) {
        return Optional.ofNullable(bySigner.get(signer)).map(Entry::block);
    }

    /** Those who signed anything, ascending. */
    public List<Integer> signers() {
        return List.copyOf(bySigner.keySet());
    }

    /** The quorum for {@code block}, if its signers weigh enough. */
    public Optional<Quorum> quorum(Hash block, Aggregation aggregation) {
        List<Integer> signers = new ArrayList<>();
        List<Bytes> signatures = new ArrayList<>();
        long power = 0;
        for (Map.Entry<Integer, Entry> entry : bySigner.entrySet()) {
            if (entry.getValue().block().equals(block)) {
                signers.add(entry.getKey());
                signatures.add(entry.getValue().signature());
                power += set.power(entry.getKey());
            }
        }
        if (power < set.quorum()) {
            return Optional.empty();
        }
        return Optional.of(new Quorum(block, Signers.of(signers), aggregation.aggregate(signatures)));
    }
}
