package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A plan on its way from operator to operator: who signed it so far, and the members it is about, so that the file speaks for itself.
 *
 * @param signatures ascending by signer, each once
 * @param consents of members of the set that the plan brings, ascending, each once; none if it brings no set
 */
public record SignedPlan(Plan plan, ValidatorSet set, List<PlanSignature> signatures, List<PlanConsent> consents) {
    /** Without a consent of new members. */
    public SignedPlan(Plan plan, ValidatorSet set, List<PlanSignature> signatures) {
        this(plan, set, signatures, List.of());
    }

    public SignedPlan {
        consents = consents.stream()
                .sorted(Comparator.comparingInt(PlanConsent::member))
                .toList();
        int seats = plan.replacement().map(own -> own.seats().size()).orElse(0);
        for (int i = 0; i < consents.size(); i++) {
            int member = consents.get(i).member();
            if (member < 0 || member >= seats || (i > 0 && consents.get(i - 1).member() == member)) {
                throw new IllegalArgumentException("member " + member + " is not in the new set, or consents twice");
            }
        }
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
        return new SignedPlan(plan, set, all, consents);
    }

    /** With one consent more, or in place of that member's earlier one. */
    public SignedPlan with(PlanConsent consent) {
        List<PlanConsent> all = new ArrayList<>(consents);
        all.removeIf(other -> other.member() == consent.member());
        all.add(consent);
        return new SignedPlan(plan, set, signatures, all);
    }

    /** Who begins the next epoch. */
    public ValidatorSet nextSet() {
        return plan.nextSet(set);
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
        List<Bytes> each = Stream.concat(
                        signatures.stream().map(PlanSignature::signature),
                        consents.stream().map(PlanConsent::signature))
                .toList();
        return new PlanProof(plan, groups, aggregation.aggregate(each));
    }
}
