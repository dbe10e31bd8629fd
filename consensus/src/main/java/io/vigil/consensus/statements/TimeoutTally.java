package io.vigil.consensus.statements;

import io.vigil.consensus.certificates.Aggregation;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Verified timeouts of one view; one per signer, the one that reports the highest certificate (A16). */
public final class TimeoutTally {
    private final ValidatorSet set;
    private final TreeMap<Integer, Signed<Timeout>> bySigner;

    public TimeoutTally(ValidatorSet set) {
        this(set, new TreeMap<>());
    }

    private TimeoutTally(ValidatorSet set, TreeMap<Integer, Signed<Timeout>> bySigner) {
        this.set = set;
        this.bySigner = bySigner;
    }

    public TimeoutTally copy() {
        return new TimeoutTally(set, new TreeMap<>(bySigner));
    }

    public void add(Signed<Timeout> timeout) {
        bySigner.merge(
                timeout.signer(),
                timeout,
                (old, late) -> late.statement().highView() > old.statement().highView() ? late : old);
    }

    public boolean contains(int signer) {
        return bySigner.containsKey(signer);
    }

    /** Ascending. */
    public List<Integer> signers() {
        return List.copyOf(bySigner.keySet());
    }

    public long power() {
        return set.powerOf(bySigner::containsKey);
    }

    /** The certificate, if the signers weigh enough. */
    public Optional<TimeoutCertificate> certificate(long epoch, long view, Aggregation aggregation) {
        if (bySigner.isEmpty() || power() < set.quorum()) {
            return Optional.empty();
        }
        TreeMap<Long, List<Integer>> groups = new TreeMap<>();
        List<Bytes> signatures = new ArrayList<>();
        BlockCertificate high =
                bySigner.firstEntry().getValue().statement().entry().parent();
        for (Signed<Timeout> timeout : bySigner.values()) {
            Timeout statement = timeout.statement();
            groups.computeIfAbsent(statement.highView(), view0 -> new ArrayList<>())
                    .add(timeout.signer());
            signatures.add(timeout.signature());
            if (statement.highView() > high.view()) {
                high = statement.entry().parent();
            }
        }
        List<TimeoutCertificate.Group> rows = new ArrayList<>();
        groups.forEach((highView, signers) -> rows.add(new TimeoutCertificate.Group(highView, Signers.of(signers))));
        return Optional.of(new TimeoutCertificate(epoch, view, rows, aggregation.aggregate(signatures), high));
    }
}
