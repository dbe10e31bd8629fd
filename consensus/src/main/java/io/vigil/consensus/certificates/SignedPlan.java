package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plan on its way from operator to operator: who signed it so far, and the members it is about, so that the file speaks for itself.
 *
 * @param signatures ascending by signer, each once
 */
public record SignedPlan(Plan plan, ValidatorSet set, List<PlanSignature> signatures) {
    public SignedPlan {
        signatures = signatures.stream()
                .sorted(Comparator.comparingInt(PlanSignature::signer))
                .toList();
        for (int i = 0; i < signatures.size(); i++) {
            int signer = signatures.get(i).signer();
            if (signer < 0
                    || signer >= set.size()
                    || (i > 0 && signatures.get(i - 1).signer() == signer)) {
                throw new IllegalArgumentException("signer " + signer + " is no member, or signs twice");
            }
        }
    }

    /** With one signature more, or in place of that signer's earlier one. */
    public SignedPlan with(PlanSignature signature) {
        List<PlanSignature> all = new ArrayList<>(signatures);
        all.removeIf(other -> other.signer() == signature.signer());
        all.add(signature);
        return new SignedPlan(plan, set, all);
    }

    public long power() {
        return signatures.stream().mapToLong(one -> set.power(one.signer())).sum();
    }

    public boolean hasQuorum() {
        return power() >= set.quorum();
    }

    /** The proof that all of these make; whether they suffice is for {@code Verification} to judge. At least one. */
    public PlanProof proof(Aggregation aggregation) {
        record Lock(long view, Hash block) {}
        Map<Lock, List<Integer>> byLock =
                new TreeMap<>(Comparator.comparingLong(Lock::view).thenComparing(Lock::block));
        for (PlanSignature one : signatures) {
            byLock.computeIfAbsent(new Lock(one.lockView(), one.lockBlock()), lock -> new ArrayList<>())
                    .add(one.signer());
        }
        List<PlanProof.Group> groups = new ArrayList<>();
        byLock.forEach(
                (lock, signers) -> groups.add(new PlanProof.Group(lock.view(), lock.block(), Signers.of(signers))));
        List<Bytes> each = signatures.stream().map(PlanSignature::signature).toList();
        return new PlanProof(plan, groups, aggregation.aggregate(each));
    }
}
