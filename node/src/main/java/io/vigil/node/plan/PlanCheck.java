package io.vigil.node.plan;

import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.SignatureCheck;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a signed plan (G43), each fault with what and where. Pure but for the library that checks signatures. */
public final class PlanCheck {
    private final Verification verification;
    private final SignatureCheck signatures = new SignatureCheck();
    private final SignedPlan signed;
    private final List<String> faults = new ArrayList<>();
    private long soundPower;
    private long highestLock = -1;

    private PlanCheck(SignedPlan signed, SignBytes signBytes, EpochStart epoch) {
        this.signed = signed;
        this.verification = new Verification(signBytes, epoch);
    }

    /**
     * @param power of the members whose signatures hold
     * @param quorum what is needed
     * @param faults of the plan and its signatures; a plan without any may still be short of power
     * @param missing who has not signed, by address
     * @param silent members of the set that the plan brings who have not consented, by address
     */
    public record Report(long power, long quorum, List<String> faults, List<String> missing, List<String> silent) {
        public Report {
            faults = List.copyOf(faults);
            missing = List.copyOf(missing);
            silent = List.copyOf(silent);
        }

        /** All that keeps the plan from being started with. */
        public List<String> obstacles() {
            List<String> all = new ArrayList<>(faults);
            if (power < quorum) {
                all.add("short: signed by power " + power + ", " + quorum + " is needed; not signed by "
                        + String.join(", ", missing));
            }
            if (!silent.isEmpty()) {
                all.add("every member that the plan brings must sign it too; missing " + String.join(", ", silent));
            }
            return all;
        }
    }

    /** As a node knows chain and epoch. */
    public static Report of(SignedPlan signed, long chainId, Hash genesis, EpochStart epoch) {
        return new PlanCheck(signed, new SignBytes(chainId, genesis), epoch).run();
    }

    /** By the file alone: whether its members are those of the chain is not asked. */
    public static Report ofFile(SignedPlan signed) {
        Plan plan = signed.plan();
        Root root = plan.certificate() instanceof Root own ? own : new Root(plan.epoch(), 0, Hash.ZERO);
        return of(signed, plan.chainId(), plan.genesisHash(), new EpochStart(root, signed.set()));
    }

    private Report run() {
        Plan plan = signed.plan();
        ValidatorSet set = signed.set();
        if (!set.root().equals(plan.setRoot())) {
            faults.add("the members in the file are not those the plan names: " + set.root() + ", " + plan.setRoot());
        }
        switch (verification.judge(plan)) {
            case Judgement.Refused(String why) -> faults.add(why);
            case Judgement.Sound(List<SignatureClaim> claims) -> {
                if (!signatures.holds(claims)) {
                    faults.add("forged: the quorum certificate of block " + plan.block() + " does not hold");
                }
            }
            case Judgement.SoundEpoch ignored -> throw new IllegalStateException("a plan alone begins no epoch");
        }
        if (faults.isEmpty()) {
            signed.signatures().forEach(this::judge);
            signed.consents().forEach(this::judge);
        }
        requireHighestLock();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            int index = i;
            if (signed.signatures().stream().noneMatch(one -> one.signer() == index)) {
                missing.add(name(i));
            }
        }
        return new Report(soundPower, set.quorum(), faults, missing, silent());
    }

    /** New members whose word is not here. */
    private List<String> silent() {
        List<String> silent = new ArrayList<>();
        List<Plan.Seat> seats =
                signed.plan().replacement().map(Plan.Action.ReplaceSet::seats).orElse(List.of());
        for (int i = 0; i < seats.size(); i++) {
            int index = i;
            if (signed.consents().stream().noneMatch(one -> one.member() == index)) {
                silent.add(seats.get(i).address().toString());
            }
        }
        return silent;
    }

    private void judge(PlanConsent one) {
        if (!(verification.judge(signed.plan(), one) instanceof Judgement.Sound(List<SignatureClaim> claims))
                || !signatures.holds(claims)) {
            faults.add("forged: the consent of new member "
                    + signed.nextSet().member(one.member()).address() + " does not hold for this plan");
        }
    }

    private void judge(PlanSignature one) {
        switch (verification.judge(signed.plan(), one)) {
            case Judgement.Refused(String why) -> faults.add("signature of " + name(one.signer()) + ": " + why);
            case Judgement.Sound(List<SignatureClaim> claims) -> {
                if (signatures.holds(claims)) {
                    soundPower += signed.set().power(one.signer());
                    highestLock = Math.max(highestLock, one.lockView());
                } else {
                    faults.add("forged: the signature of " + name(one.signer())
                            + " does not hold for this plan and the lock it names (view " + one.lockView() + ")");
                }
            }
            case Judgement.SoundEpoch ignored -> throw new IllegalStateException("one signature begins no epoch");
        }
    }

    private void requireHighestLock() {
        long view = signed.plan().certificate().view();
        boolean isWhole = faults.isEmpty() && soundPower >= signed.set().quorum();
        if (isWhole && highestLock < view) {
            boolean byQuorum = signed.plan().certificate() instanceof QuorumCertificate;
            faults.add("no signer is locked on " + (byQuorum ? "the plan's block" : "the epoch's root")
                    + ": the highest lock is of view " + highestLock + ", the plan's of view " + view);
        }
    }

    private String name(int signer) {
        return "validator " + signer + " (" + signed.set().member(signer).address() + ")";
    }
}
