package io.vigil.node.governance;

import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.Plan.Action;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.governance.PlannedEpoch;
import io.vigil.governance.PlannedEpoch.Outcome;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Overlay;
import io.vigil.governance.state.StateView;
import io.vigil.node.agreement.SignatureCheck;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import io.vigil.types.crypto.BlsSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Epochs that plans ended (G43, G48). The first block upon a plan's block carries it, and every plan before it that ended an epoch at the same block
 * without one. Pure but for the epochs that are proven here: whoever judges a block of an epoch has the proof of how it began.
 */
public final class PlannedEpochs {
    /** Epochs for which an applied plan is reported: as many as are in memory. */
    private static final int LATEST = 64;

    private final ChainIdentity chain;
    private final SignBytes signBytes;
    private final LongFunction<Optional<EpochStart>> starts;
    private final LongFunction<Optional<PlanProof>> plans;
    private final boolean heedsSignatures;

    /**
     * @param starts where epochs begin, as far as they are proven here
     * @param plans what ended an epoch, if a plan did
     */
    public PlannedEpochs(
            ChainIdentity chain, LongFunction<Optional<EpochStart>> starts, LongFunction<Optional<PlanProof>> plans) {
        this(chain, starts, plans, true);
    }

    private PlannedEpochs(
            ChainIdentity chain,
            LongFunction<Optional<EpochStart>> starts,
            LongFunction<Optional<PlanProof>> plans,
            boolean heedsSignatures) {
        this.chain = chain;
        this.signBytes = new SignBytes(chain.chainId(), chain.genesisHash());
        this.starts = starts;
        this.plans = plans;
        this.heedsSignatures = heedsSignatures;
    }

    /** Of a chain on which no plan was ever signed. */
    public static PlannedEpochs none() {
        return new PlannedEpochs(new ChainIdentity(0, Hash.ZERO), epoch -> Optional.empty(), ended -> Optional.empty());
    }

    /** As if {@code plan} had its signatures, which nobody asks for: to see what it would come to. */
    public PlannedEpochs rehearsing(Plan plan) {
        PlanProof.Group nobody = new PlanProof.Group(plan.certificate().view(), plan.block(), Signers.of(List.of(0)));
        PlanProof proof = new PlanProof(plan, List.of(nobody), Bytes.wrap(new byte[BlsSignature.SIZE]));
        return new PlannedEpochs(
                chain, starts, ended -> ended == plan.epoch() ? Optional.of(proof) : plans.apply(ended), false);
    }

    /** What began the newest epoch up to {@code epoch} that a plan began, among the last of them. */
    Optional<Plan> latest(long epoch) {
        for (long begun = epoch; begun > Math.max(0, epoch - LATEST); begun--) {
            if (starts.apply(begun).filter(start -> start.plan() > 0).isPresent()) {
                return plans.apply(begun - 1).map(PlanProof::plan);
            }
        }
        return Optional.empty();
    }

    /** The block that an epoch ended with by a sound plan. */
    static Header lastBlock(Plan plan) {
        try {
            return Header.decode(plan.header());
        } catch (MalformedException e) {
            throw new IllegalStateException("a plan that began an epoch: " + e.getMessage(), e);
        }
    }

    /** The data of 0xf5 for a block of {@code epoch} on {@code root}, whose state is of the epoch {@code from}; nothing if no plans lead there. */
    Optional<Bytes> input(Hash root, long from, long epoch) {
        List<PlanProof> proofs = new ArrayList<>();
        for (long ended = from; ended < epoch && proofs.size() < PlanCodec.MAX_PROOFS_PER_BLOCK; ended++) {
            plans.apply(ended).filter(proof -> proof.block().equals(root)).ifPresent(proofs::add);
        }
        return !proofs.isEmpty() && proofs.size() == epoch - from
                ? Optional.of(PlanCodec.encodeInput(proofs))
                : Optional.empty();
    }

    /**
     * The epoch of a block that carries {@code data} and stands on {@code root}.
     *
     * @throws MalformedException if no such block is valid
     */
    EpochState judge(Header root, StateView view, Bytes data) throws MalformedException {
        List<PlanProof> proofs = PlanCodec.decodeInput(data);
        if (heedsSignatures) {
            requireSound(root, EpochState.read(view).epoch(), proofs);
        }
        return apply(
                root, Overlay.over(view), proofs.stream().map(PlanProof::plan).toList());
    }

    private void requireSound(Header root, long first, List<PlanProof> proofs) throws MalformedException {
        Optional<EpochStart> at = starts.apply(first);
        for (PlanProof proof : proofs) {
            if (at.isEmpty() || !proof.block().equals(root.hash())) {
                throw new MalformedException("a plan for block " + proof.block() + " of epoch " + proof.epoch()
                        + " in a block on " + root.hash() + " of epoch " + first);
            }
            EpochProof ends = new EpochProof(
                    proof, proof.plan().header(), proof.plan().nextSet(at.get().set()));
            switch (new Verification(signBytes, at.get()).judge(ends)) {
                case Judgement.SoundEpoch(var claims, EpochStart next) -> {
                    if (!new SignatureCheck().holds(claims)) {
                        throw new MalformedException("a plan whose signatures do not hold");
                    }
                    at = Optional.of(next);
                }
                case Judgement.Refused(String why) -> throw new MalformedException("a plan that is refused: " + why);
                case Judgement.Sound ignored -> throw new IllegalStateException("no epoch follows from a plan");
            }
        }
    }

    /**
     * The epoch that a plan would begin upon its block, whoever signed it.
     *
     * @param view of the state after that block
     * @throws MalformedException if it asks for what is not possible
     */
    public EpochState preview(Header root, StateView view, Plan plan) throws MalformedException {
        List<Plan> all = new ArrayList<>();
        for (long ended = EpochState.read(view).epoch(); ended < plan.epoch(); ended++) {
            plans.apply(ended).map(PlanProof::plan).ifPresent(all::add);
        }
        all.add(plan);
        return apply(root, Overlay.over(view), all);
    }

    /**
     * What plans that are sound make of the epoch. The registry's records that they bring are written.
     *
     * @throws MalformedException if one asks for what is not possible
     */
    EpochState apply(Header root, GovernanceState state, List<Plan> plansOfRoot) throws MalformedException {
        EpochState at = EpochState.read(state);
        for (Plan plan : plansOfRoot) {
            switch (PlannedEpoch.of(at, root.number(), changes(plan), chain, state)) {
                case Outcome.Begins begins -> {
                    begins.enrol(state);
                    at = begins.epoch();
                }
                case Outcome.Refused(String why) -> throw new MalformedException("a plan cannot be applied: " + why);
            }
        }
        return at;
    }

    private static PlannedEpoch.Changes changes(Plan plan) {
        SortedMap<String, UInt256> parameters = new TreeMap<>();
        for (Action action : plan.actions()) {
            if (action instanceof Action.SetParameter(String name, UInt256 value)) {
                parameters.put(name, value);
            }
        }
        List<PlannedEpoch.Wanted> set = plan.replacement().map(Action.ReplaceSet::seats).orElse(List.of()).stream()
                .map(seat -> new PlannedEpoch.Wanted(
                        new Member(seat.address(), seat.blsKey(), seat.power(), true), seat.enrolment()))
                .toList();
        return new PlannedEpoch.Changes(plan.version(), parameters, plan.skipped(), set);
    }
}
