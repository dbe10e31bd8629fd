package io.vigil.consensus.wire;

import io.vigil.consensus.statements.Statement;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;

/**
 * What is signed, version 1: keccak256(tag ‖ chain id ‖ genesis hash ‖ epoch ‖ set root ‖ fields). Tags are ASCII, padded with zeros to 32 bytes;
 * numbers are 8 bytes big-endian; hashes 32 bytes. One tag per kind of statement, so that no signature can stand for another.
 */
public final class SignBytes {
    private static final int TAG_BYTES = 32;
    private static final Bytes VOTE = tag("vigil/consensus/vote/1");
    private static final Bytes COMMIT = tag("vigil/consensus/commit/1");
    private static final Bytes TIMEOUT = tag("vigil/consensus/timeout/1");
    private static final Bytes PROPOSE = tag("vigil/consensus/propose/1");
    private static final Bytes PLAN = tag("vigil/consensus/plan/1");
    private static final Bytes PLAN_MEMBER = tag("vigil/consensus/plan-member/1");

    private final Bytes chain;

    public SignBytes(long chainId, Hash genesisHash) {
        this.chain = chain(chainId, genesisHash);
    }

    /** Whether what is signed here is of that chain. */
    public boolean areOf(long chainId, Hash genesisHash) {
        return chain.equals(chain(chainId, genesisHash));
    }

    private static Bytes chain(long chainId, Hash genesisHash) {
        return Bytes.concat(Bytes.ofLong(chainId), genesisHash.bytes());
    }

    /** @param setRoot root of the set of the statement's epoch */
    public Hash of(Statement statement, Hash setRoot) {
        return switch (statement) {
            case Statement.Vote vote ->
                vote(vote.epoch(), setRoot, vote.view(), vote.block().hash());
            case Statement.CommitVote vote -> commit(vote.epoch(), setRoot, vote.view(), vote.block());
            case Statement.Timeout timeout -> timeout(timeout.epoch(), setRoot, timeout.view(), timeout.highView());
            case Statement.Proposal proposal ->
                propose(
                        proposal.epoch(),
                        setRoot,
                        proposal.kind(),
                        proposal.view(),
                        proposal.block().hash(),
                        proposal.block().parent());
        };
    }

    public Hash vote(long epoch, Hash setRoot, long view, Hash block) {
        return sign(VOTE, epoch, setRoot, Bytes.concat(Bytes.ofLong(view), block.bytes()));
    }

    public Hash commit(long epoch, Hash setRoot, long view, Hash block) {
        return sign(COMMIT, epoch, setRoot, Bytes.concat(Bytes.ofLong(view), block.bytes()));
    }

    public Hash timeout(long epoch, Hash setRoot, long view, long highView) {
        return sign(TIMEOUT, epoch, setRoot, Bytes.concat(Bytes.ofLong(view), Bytes.ofLong(highView)));
    }

    /** @param kind one of the four kinds of proposal */
    public Hash propose(long epoch, Hash setRoot, Statement.Kind kind, long view, Hash block, Hash parent) {
        long number = ProposalKinds.number(kind);
        Bytes fields = Bytes.concat(Bytes.ofLong(number), Bytes.ofLong(view), block.bytes(), parent.bytes());
        return sign(PROPOSE, epoch, setRoot, fields);
    }

    /** Consent to a plan, with the lock of whoever consents (G43). */
    public Hash plan(long epoch, Hash setRoot, Hash plan, long lockView, Hash lockBlock) {
        Bytes fields = Bytes.concat(plan.bytes(), Bytes.ofLong(lockView), lockBlock.bytes());
        return sign(PLAN, epoch, setRoot, fields);
    }

    /** Consent of a member of the set that a plan of {@code epoch} brings (G44); {@code setRoot} is that of the set before it. */
    public Hash planMember(long epoch, Hash setRoot, Hash plan) {
        return sign(PLAN_MEMBER, epoch, setRoot, plan.bytes());
    }

    private Hash sign(Bytes tag, long epoch, Hash setRoot, Bytes fields) {
        return Keccak.hash(Bytes.concat(tag, chain, Bytes.ofLong(epoch), setRoot.bytes(), fields));
    }

    static Bytes tag(String text) {
        byte[] padded = new byte[TAG_BYTES];
        for (int i = 0; i < text.length(); i++) {
            padded[i] = (byte) text.charAt(i);
        }
        return Bytes.wrap(padded);
    }
}
