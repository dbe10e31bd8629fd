package io.vigil.testnet.explorer;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.Aggregation;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is the same in all worlds of one search: members, parameters, blocks. */
final class Setting {
    /** Members of an epoch whose cores run. */
    static final int HONEST = 3;

    /** Index of the member that signs whatever it likes, in every set. */
    static final int BYZANTINE = 3;

    /** The first epoch's members, those of the second if they are the same, and those that a plan brings in their place. */
    static final int COMMITTEES = 3;

    private static final int FIRST = 0;
    private static final int SAME = 1;
    private static final int REPLACED = 2;
    private static final int BYZANTINE_NUMBER = 99;

    /** Any quorum is as good as any other: a core asks what a certificate says, not whose it is. */
    static final Signers QUORUM = Signers.of(List.of(0, 1, BYZANTINE));

    static final PeerId BYZANTINE_PEER = new PeerId(Said.hash(BYZANTINE + 1).bytes());

    static final Aggregation NO_SIGNATURES = signatures -> Bytes.EMPTY;

    static final ConsensusParameters PARAMETERS = new ConsensusParameters(
            Duration.ZERO, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ZERO, Duration.ZERO, 8);

    final Plan plan;
    final EpochStart genesis;
    final Blocks blocks;
    private final ValidatorSet replaced;

    Setting(Plan plan) {
        this.plan = plan;
        BlockRef first = BlockRef.genesis(Said.hash(0x5eed));
        this.genesis = new EpochStart(Root.genesis(first.hash()), members(0));
        this.replaced = members(plan.newcomers());
        this.blocks = new Blocks(first, plan.epochLength());
    }

    private ValidatorSet members(int from) {
        List<Validator> members = new ArrayList<>();
        for (int i = from; i < from + HONEST; i++) {
            members.add(new Validator(Address.ofInt(i + 1), key(i), 1, plan.honestLead()));
        }
        members.add(new Validator(Address.ofInt(BYZANTINE_NUMBER + 1), key(BYZANTINE_NUMBER), 1, true));
        return ValidatorSet.of(members);
    }

    /** Honest nodes: members of the first epoch, then those whom plans may bring. */
    int nodes() {
        return HONEST + plan.newcomers();
    }

    /** Nodes between which nothing tells: those who leave with a plan that brings others, those who stay, those who come. */
    int roleOf(int node) {
        return node < plan.newcomers() ? 0 : node < HONEST ? 1 : 2;
    }

    /** Which of the sets begins with {@code start}. */
    int committee(EpochStart start) {
        boolean isFirst = start.epoch() == 0;
        return isFirst ? FIRST : plan.newcomers() > 0 && start.set().equals(replaced) ? REPLACED : SAME;
    }

    /** The first of a committee's honest members; the others follow it. */
    int firstOf(int committee) {
        return committee == REPLACED ? plan.newcomers() : 0;
    }

    boolean isMember(int node, EpochStart start) {
        int first = firstOf(committee(start));
        return node >= first && node < first + HONEST;
    }

    /** The epoch that a plan with a quorum begins. */
    EpochStart epochBegunBy(Consent plan) {
        BlockCertificate last = plan.certificate();
        Root root = new Root(last.epoch() + 1, last.view(), last.block());
        return new EpochStart(root, plan.isLast() ? replaced : genesis.set(), plan.sequence());
    }

    static Bytes key(int index) {
        byte[] key = new byte[Validator.KEY_BYTES];
        key[0] = (byte) (index + 1);
        return Bytes.wrap(key);
    }

    /** The epoch that begins on the final last block of the one before, with the same members. */
    EpochStart epochAfter(Hash last) {
        BlockRef block = blocks.get(last);
        return new EpochStart(new Root(block.epoch() + 1, block.view(), last), genesis.set());
    }

    /** Whether it can only show what is final. Without epochs, finality changes nothing of what a member says next. */
    boolean isOnlyFinality(Certificate certificate) {
        return plan.epochLength() == 0 && certificate instanceof CommitCertificate;
    }

    /** A copy for one thread, by committee: a rotation caches. */
    LeaderRotation[] rotations() {
        return new LeaderRotation[] {
            new LeaderRotation(0, genesis.set()), new LeaderRotation(1, genesis.set()), new LeaderRotation(1, replaced)
        };
    }
}
