package io.vigil.consensus;

import io.vigil.consensus.certificates.Aggregation;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.List;

/** A set of validators whose members say what a test wants, with signatures that nobody checks. */
final class Committee {
    static final Aggregation JOIN = signatures ->
            Keccak.hash(Bytes.concat(signatures.toArray(Bytes[]::new))).bytes();
    static final Bytes SIGNATURE = Bytes.of(1, 2, 3);

    final ValidatorSet set;
    final EpochStart epoch;
    private final LeaderRotation rotation;

    private Committee(EpochStart epoch) {
        this.epoch = epoch;
        this.set = epoch.set();
        this.rotation = new LeaderRotation(epoch.epoch(), set);
    }

    static Committee of(int size) {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(new Validator(Address.ofInt(i + 1), key(i), 1, true));
        }
        Hash genesis = Keccak.hash(Bytes.of(9));
        return new Committee(new EpochStart(Root.genesis(genesis), ValidatorSet.of(members)));
    }

    static Committee of(EpochStart epoch) {
        return new Committee(epoch);
    }

    static Bytes key(int index) {
        byte[] key = new byte[Validator.KEY_BYTES];
        key[0] = (byte) (index + 1);
        return Bytes.wrap(key);
    }

    static PeerId peer(int index) {
        return new PeerId(key(index).slice(0, 32));
    }

    Root root() {
        return epoch.root();
    }

    BlockRef genesis() {
        return BlockRef.genesis(root().block());
    }

    int leader(long view) {
        return rotation.leader(view);
    }

    /** A member that does not lead {@code view}. */
    int follower(long view) {
        return leader(view) == 0 ? 1 : 0;
    }

    BlockRef block(BlockRef parent, long view) {
        return block(parent, view, 0, false);
    }

    BlockRef block(BlockRef parent, long view, int variant, boolean last) {
        Hash hash = Keccak.hash(Bytes.concat(parent.hash().bytes(), Bytes.ofLong(view), Bytes.of(variant)));
        return new BlockRef(hash, parent.hash(), parent.height() + 1, epoch.epoch(), view, leader(view), last);
    }

    QuorumCertificate quorum(BlockRef block) {
        return quorum(block, block.view());
    }

    QuorumCertificate quorum(BlockRef block, long view) {
        return new QuorumCertificate(epoch.epoch(), view, block.hash(), everybody(), SIGNATURE);
    }

    CommitCertificate commit(QuorumCertificate quorum) {
        return new CommitCertificate(quorum, everybody(), SIGNATURE);
    }

    TimeoutCertificate timeouts(long view, BlockCertificate high) {
        return new TimeoutCertificate(
                epoch.epoch(), view, List.of(new TimeoutCertificate.Group(high.view(), everybody())), SIGNATURE, high);
    }

    Signed<Proposal> normal(BlockRef block, BlockCertificate parent) {
        return signed(new Proposal(Kind.NORMAL_PROPOSAL, block.view(), block, new Justification.ByQuorum(parent)));
    }

    Signed<Proposal> fallback(BlockRef block, TimeoutCertificate timeout, BlockCertificate parent) {
        return signed(new Proposal(
                Kind.FALLBACK_PROPOSAL, block.view(), block, new Justification.ByTimeout(timeout, parent)));
    }

    Signed<Proposal> signed(Proposal proposal) {
        return new Signed<>(proposal, leader(proposal.view()), SIGNATURE);
    }

    Ballot ballot(BlockRef block, long view, int signer) {
        return new Ballot(epoch.epoch(), view, block.hash(), signer, SIGNATURE);
    }

    Signed<CommitVote> commitVote(QuorumCertificate quorum, int signer) {
        return new Signed<>(new CommitVote(quorum), signer, SIGNATURE);
    }

    Signed<Timeout> timeout(long view, Justification entry, int signer) {
        return new Signed<>(new Timeout(view, entry), signer, SIGNATURE);
    }

    private Signers everybody() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            all.add(i);
        }
        return Signers.of(all);
    }
}
