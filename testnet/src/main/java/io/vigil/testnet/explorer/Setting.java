package io.vigil.testnet.explorer;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.Aggregation;
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
    /** Members whose cores run. */
    static final int HONEST = 3;

    /** Index of the member that signs whatever it likes. */
    static final int BYZANTINE = 3;

    /** Any quorum is as good as any other: a core asks what a certificate says, not whose it is. */
    static final Signers QUORUM = Signers.of(List.of(0, 1, BYZANTINE));

    static final PeerId BYZANTINE_PEER = new PeerId(Said.hash(BYZANTINE + 1).bytes());

    static final Aggregation NO_SIGNATURES = signatures -> Bytes.EMPTY;

    static final ConsensusParameters PARAMETERS = new ConsensusParameters(
            Duration.ZERO, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ZERO, Duration.ZERO, 8);

    final Plan plan;
    final EpochStart genesis;
    final Blocks blocks;

    Setting(Plan plan) {
        this.plan = plan;
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i <= BYZANTINE; i++) {
            members.add(new Validator(Address.ofInt(i + 1), key(i), 1, plan.honestLead() || i == BYZANTINE));
        }
        BlockRef first = BlockRef.genesis(Said.hash(0x5eed));
        this.genesis = new EpochStart(Root.genesis(first.hash()), ValidatorSet.of(members));
        this.blocks = new Blocks(first, plan.epochLength());
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

    /** A copy for one thread: a rotation caches. */
    LeaderRotation rotation(long epoch) {
        return new LeaderRotation(epoch, genesis.set());
    }
}
