package io.vigil.consensus.verification;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Judges messages of one epoch (§2.2 "stateless validity", A14). One instance per epoch. */
public final class Verification {
    private final SignBytes signBytes;
    private final EpochStart epoch;
    private final ValidatorSet set;
    private final LeaderRotation rotation;

    public Verification(SignBytes signBytes, EpochStart epoch) {
        this.signBytes = signBytes;
        this.epoch = epoch;
        this.set = epoch.set();
        this.rotation = new LeaderRotation(epoch.epoch(), set);
    }

    /** The epoch whose set must judge {@code message}; none if it carries no signature. */
    public static OptionalLong epochOf(Message message) {
        return switch (message) {
            case Message.Propose propose ->
                OptionalLong.of(propose.proposal().statement().epoch());
            case Message.CastVote vote -> OptionalLong.of(vote.ballot().epoch());
            case Message.CastCommitVote vote ->
                OptionalLong.of(vote.vote().statement().epoch());
            case Message.GiveUp giveUp ->
                OptionalLong.of(giveUp.timeout().statement().epoch());
            case Message.Certified certified ->
                OptionalLong.of(certified.certificate().epoch());
            case Message.Status status -> OptionalLong.of(status.epoch());
            case Message.Epochs epochs ->
                OptionalLong.of(epochs.proofs().getFirst().end().epoch());
            case Message.Accuse accuse -> OptionalLong.of(accuse.evidence().epoch());
            case Message.AskStatus ask -> OptionalLong.empty();
            case Message.Wake wake -> OptionalLong.empty();
        };
    }

    /** @throws IllegalArgumentException for epoch proofs, which {@link #judge(EpochProof)} judges one by one */
    public Judgement judge(Message message) {
        List<SignatureClaim> claims = new ArrayList<>();
        try {
            switch (message) {
                case Message.Accuse accuse -> {
                    return judge(accuse.evidence());
                }
                case Message.Propose propose -> checkProposal(propose.proposal(), claims);
                case Message.CastVote vote -> checkBallot(vote.ballot(), claims);
                case Message.CastCommitVote vote -> {
                    checkSigned(vote.vote(), claims);
                    check((Certificate) vote.vote().statement().quorum(), claims);
                }
                case Message.GiveUp giveUp -> {
                    checkSigned(giveUp.timeout(), claims);
                    check(giveUp.timeout().statement().entry(), claims);
                }
                case Message.Certified certified -> check(certified.certificate(), claims);
                case Message.Status status -> checkStatus(status, claims);
                case Message.Epochs epochs -> throw new IllegalArgumentException("judge epoch proofs one by one");
                case Message.AskStatus ask -> {}
                case Message.Wake wake -> {}
            }
        } catch (RefusedException e) {
            return new Judgement.Refused(e.why);
        }
        return new Judgement.Sound(claims);
    }

    /** Evidence of this epoch. */
    public Judgement judge(Evidence evidence) {
        return evidence.epoch() == epoch.epoch()
                ? new EvidenceCheck(signBytes).judge(evidence, set)
                : new Judgement.Refused("evidence of epoch " + evidence.epoch());
    }

    /** A certificate on its own, wherever it came from. */
    public Judgement judge(Certificate certificate) {
        return judge(new Message.Certified(certificate));
    }

    /**
     * A2: the certificate is of this epoch, the header is what it certifies and the epoch's last, and commits to the next set. G43: or a plan is sound,
     * and the header is that of its block.
     */
    public Judgement judge(EpochProof proof) {
        List<SignatureClaim> claims = new ArrayList<>();
        try {
            Header header = Header.decode(proof.header());
            ExtraData extra = ExtraData.decode(header.extraData());
            require(header.hash().equals(proof.end().block()), "header is not what the certificate names");
            long plan = 0;
            Hash nextRoot = header.parentBeaconBlockRoot();
            switch (proof.end()) {
                case CommitCertificate commit -> {
                    check((Certificate) commit, claims);
                    require(extra.epoch() == epoch.epoch(), "header of epoch " + extra.epoch());
                    require(extra.isLastOfEpoch(header.number()), "header is not its epoch's last");
                }
                case PlanProof planned -> {
                    checkPlan(planned, claims);
                    require(proof.header().equals(planned.plan().header()), "header is not the plan's");
                    plan = planned.plan().sequence();
                    nextRoot = planned.plan().nextSet(set).root();
                }
            }
            require(nextRoot.equals(proof.next().root()), "header does not commit to the next set");
            Root root = new Root(epoch.epoch() + 1, extra.view(), header.hash());
            return new Judgement.SoundEpoch(claims, new EpochStart(root, proof.next(), plan));
        } catch (RefusedException e) {
            return new Judgement.Refused(e.why);
        } catch (MalformedException e) {
            return new Judgement.Refused("epoch proof: " + e.getMessage());
        }
    }

    /** Whether a plan may be signed at all, by the chain and epoch it names and the block it ends that with (G43). */
    public Judgement judge(Plan plan) {
        List<SignatureClaim> claims = new ArrayList<>();
        try {
            check(plan, claims);
        } catch (RefusedException e) {
            return new Judgement.Refused(e.why);
        } catch (MalformedException e) {
            return new Judgement.Refused("plan: " + e.getMessage());
        }
        return new Judgement.Sound(claims);
    }

    /** One member's consent to a plan that is sound. */
    public Judgement judge(Plan plan, PlanSignature one) {
        try {
            requireMember(one.signer());
            checkLock(plan, one.lockView(), one.lockBlock());
        } catch (RefusedException e) {
            return new Judgement.Refused(e.why);
        }
        Hash message = signBytes.plan(plan.epoch(), set.root(), PlanCodec.hash(plan), one.lockView(), one.lockBlock());
        Bytes key = set.member(one.signer()).blsKey();
        return new Judgement.Sound(List.of(SignatureClaim.single(key, message, one.signature())));
    }

    /** The consent of one member of the set that a plan brings. */
    public Judgement judge(Plan plan, PlanConsent one) {
        ValidatorSet next = plan.nextSet(set);
        if (one.member() < 0 || one.member() >= next.size()) {
            return new Judgement.Refused("member " + one.member() + " outside the new set");
        }
        Hash message = signBytes.planMember(plan.epoch(), set.root(), PlanCodec.hash(plan));
        Bytes key = next.member(one.member()).blsKey();
        return new Judgement.Sound(List.of(SignatureClaim.single(key, message, one.signature())));
    }

    private void check(Plan plan, List<SignatureClaim> claims) throws RefusedException, MalformedException {
        require(
                signBytes.areOf(plan.chainId(), plan.genesisHash()),
                "the plan is for another chain: id " + plan.chainId() + ", genesis " + plan.genesisHash());
        requireEpoch(plan.epoch());
        require(plan.setRoot().equals(set.root()), "the plan is for another set of members: " + plan.setRoot());
        Header header = Header.decode(plan.header());
        ExtraData extra = ExtraData.decode(header.extraData());
        require(header.hash().equals(plan.block()), "the plan's header is not that of its block");
        check(plan.certificate(), claims);
        if (plan.certificate() instanceof QuorumCertificate quorum) {
            require(extra.epoch() == epoch.epoch(), "the plan's block is of epoch " + extra.epoch());
            require(quorum.view() == extra.view(), "the plan's certificate is not of its block's view");
            // A certified last block ends its epoch by itself, and its child's members are others than those who stand.
            require(
                    !extra.isLastOfEpoch(header.number()),
                    "the plan's block ends its epoch by itself: start without a plan");
        }
        require(header.parentBeaconBlockRoot().equals(set.root()), "the plan's header names another set");
        for (Hash block : plan.quarantined()) {
            require(
                    !block.equals(plan.block()) && !block.equals(header.parentHash()),
                    "the plan quarantines block " + block + ", on which the epoch that it begins stands");
        }
    }

    private void checkPlan(PlanProof proof, List<SignatureClaim> claims) throws RefusedException, MalformedException {
        Plan plan = proof.plan();
        check(plan, claims);
        Hash hash = PlanCodec.hash(plan);
        long above = epoch.root().view() - 1;
        List<Integer> all = new ArrayList<>();
        List<SignatureClaim.Part> parts = new ArrayList<>();
        for (PlanProof.Group group : proof.groups()) {
            require(!group.signers().isEmpty(), "empty group of signers");
            require(group.lockView() > above, "groups of signers out of order or below the root");
            require(group.signers().isDisjointFrom(Signers.of(all)), "one signer in two groups");
            require(group.signers().bound() <= set.size(), "signer outside the set");
            checkLock(plan, group.lockView(), group.lockBlock());
            above = group.lockView();
            all.addAll(group.signers().indices());
            Hash message = signBytes.plan(plan.epoch(), set.root(), hash, group.lockView(), group.lockBlock());
            parts.add(part(group.signers(), message));
        }
        requireQuorum(Signers.of(all));
        require(
                proof.highest().lockView() == plan.certificate().view(),
                "no signer is locked on the plan's block: the highest lock is of view "
                        + proof.highest().lockView() + ", the plan's of view "
                        + plan.certificate().view());
        plan.replacement().ifPresent(own -> parts.add(consents(own.set(), plan.epoch(), hash)));
        claims.add(new SignatureClaim(parts, proof.signature()));
    }

    /** G44: every member of a set that a plan brings signs the plan too. */
    private SignatureClaim.Part consents(ValidatorSet next, long epochOfPlan, Hash plan) {
        List<Bytes> keys = next.members().stream().map(Validator::blsKey).toList();
        return new SignatureClaim.Part(keys, signBytes.planMember(epochOfPlan, set.root(), plan));
    }

    private static void checkLock(Plan plan, long lockView, Hash lockBlock) throws RefusedException {
        long view = plan.certificate().view();
        require(lockView <= view, "a signer is locked on view " + lockView + ", above the plan's " + view);
        require(
                lockView < view || lockBlock.equals(plan.block()),
                "a signer is locked on block " + lockBlock + " of view " + view + ", the plan's is " + plan.block());
    }

    private void checkProposal(Signed<Statement.Proposal> signed, List<SignatureClaim> claims) throws RefusedException {
        checkSigned(signed, claims);
        Statement.Proposal proposal = signed.statement();
        BlockRef block = proposal.block();
        require(signed.signer() == rotation.leader(proposal.view()), "proposed by one who does not lead the view");
        require(block.leader() == rotation.leader(block.view()), "block of one who does not lead its view");
        if (proposal.grounds() instanceof Justification why) {
            check(why, claims);
        }
    }

    private void checkBallot(Ballot ballot, List<SignatureClaim> claims) throws RefusedException {
        requireEpoch(ballot.epoch());
        requireView(ballot.view());
        requireMember(ballot.signer());
        Hash message = signBytes.vote(ballot.epoch(), set.root(), ballot.view(), ballot.block());
        claims.add(SignatureClaim.single(set.member(ballot.signer()).blsKey(), message, ballot.signature()));
    }

    private void checkStatus(Message.Status status, List<SignatureClaim> claims) throws RefusedException {
        for (Certificate certificate : status.certificates()) {
            requireEpoch(certificate.epoch());
            check(certificate, claims);
        }
    }

    private void checkSigned(Signed<? extends Statement> signed, List<SignatureClaim> claims) throws RefusedException {
        Statement statement = signed.statement();
        requireEpoch(statement.epoch());
        requireView(statement.view());
        requireMember(signed.signer());
        Hash message = signBytes.of(statement, set.root());
        claims.add(SignatureClaim.single(set.member(signed.signer()).blsKey(), message, signed.signature()));
    }

    private void check(Justification why, List<SignatureClaim> claims) throws RefusedException {
        check(why.parent(), claims);
        if (why instanceof Justification.ByTimeout byTimeout) {
            check(byTimeout.timeout(), claims);
        }
    }

    private void check(BlockCertificate certificate, List<SignatureClaim> claims) throws RefusedException {
        switch (certificate) {
            case QuorumCertificate quorum -> check((Certificate) quorum, claims);
            case Root root -> require(root.equals(epoch.root()), "not this epoch's root: " + root); // A1
        }
    }

    private void check(Certificate certificate, List<SignatureClaim> claims) throws RefusedException {
        requireEpoch(certificate.epoch());
        requireView(certificate.view());
        switch (certificate) {
            case QuorumCertificate quorum -> {
                requireQuorum(quorum.signers());
                Hash message = signBytes.vote(quorum.epoch(), set.root(), quorum.view(), quorum.block());
                claims.add(new SignatureClaim(List.of(part(quorum.signers(), message)), quorum.signature()));
            }
            case CommitCertificate commit -> {
                check((Certificate) commit.quorum(), claims);
                requireQuorum(commit.signers());
                Hash message = signBytes.commit(commit.epoch(), set.root(), commit.view(), commit.block());
                claims.add(new SignatureClaim(List.of(part(commit.signers(), message)), commit.signature()));
            }
            case TimeoutCertificate timeout -> checkTimeout(timeout, claims);
        }
    }

    private void checkTimeout(TimeoutCertificate timeout, List<SignatureClaim> claims) throws RefusedException {
        long above = epoch.root().view() - 1;
        List<Integer> all = new ArrayList<>();
        List<SignatureClaim.Part> parts = new ArrayList<>();
        for (TimeoutCertificate.Group group : timeout.groups()) {
            require(!group.signers().isEmpty(), "empty group of timeouts");
            require(group.highView() > above, "groups of timeouts out of order or below the root");
            require(group.highView() < timeout.view(), "timeout reports its own view");
            require(group.signers().isDisjointFrom(Signers.of(all)), "one signer in two groups of timeouts");
            above = group.highView();
            all.addAll(group.signers().indices());
            require(group.signers().bound() <= set.size(), "signer outside the set");
            Hash message = signBytes.timeout(timeout.epoch(), set.root(), timeout.view(), group.highView());
            parts.add(part(group.signers(), message));
        }
        requireQuorum(Signers.of(all));
        require(timeout.high().view() == timeout.highestReported(), "highest certificate is not what was reported");
        check(timeout.high(), claims);
        claims.add(new SignatureClaim(parts, timeout.signature()));
    }

    private SignatureClaim.Part part(Signers signers, Hash message) {
        List<Bytes> keys = new ArrayList<>();
        for (int index : signers.indices()) {
            keys.add(set.member(index).blsKey());
        }
        return new SignatureClaim.Part(keys, message);
    }

    private void requireEpoch(long of) throws RefusedException {
        require(of == epoch.epoch(), "of epoch " + of + " in one of epoch " + epoch.epoch());
    }

    private void requireView(long view) throws RefusedException {
        require(view >= epoch.firstView(), "view " + view + " before the epoch's first");
    }

    private void requireMember(int signer) throws RefusedException {
        require(signer >= 0 && signer < set.size(), "signer " + signer + " outside the set");
    }

    private void requireQuorum(Signers signers) throws RefusedException {
        require(signers.bound() <= set.size(), "signer outside the set");
        require(signers.power(set) >= set.quorum(), "power " + signers.power(set) + " is no quorum");
    }

    private static void require(boolean condition, String otherwise) throws RefusedException {
        if (!condition) {
            throw new RefusedException(otherwise);
        }
    }

    /** Ends a check at the first rule that is broken; never leaves this class. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final String why;

        RefusedException(String why) {
            super(why, null, false, false);
            this.why = why;
        }
    }
}
