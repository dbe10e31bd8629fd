package io.vigil.testnet.local;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.Randao;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.ConsensusJournal;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.GuardedSigner;
import io.vigil.node.keys.NodeKeys;
import io.vigil.storage.append.DiskFolder;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Header;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of all validators of a network in one hand: they lead, certify and remember what they are told to. Since the
 * sum of secret keys signs what the sum of public keys verifies, a certificate of all takes one signature.
 */
final class ValidatorKeys implements BlockExecutor.Reveals {
    private static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    private final List<BlsSecretKey> own;
    private final long chainId;
    private final Hash genesisHash;
    private final SignBytes signBytes;
    private final BlsSecretKey sum;

    private volatile EpochStart start;
    private LeaderRotation rotation;
    private Signers signers;
    private volatile int leader;
    private BlockCertificate parent;
    private Optional<Last> last = Optional.empty();

    /** The block that was certified last, and what its voters stood on. */
    private record Last(BlockRef block, BlockCertificate parent, CommitCertificate commit) {}

    private ValidatorKeys(List<BlsSecretKey> own, long chainId, Hash genesisHash, EpochStart start) {
        this.own = List.copyOf(own);
        this.chainId = chainId;
        this.genesisHash = genesisHash;
        this.signBytes = new SignBytes(chainId, genesisHash);
        this.sum = sum(own);
        this.start = start;
        this.rotation = new LeaderRotation(start.epoch(), start.set());
        this.signers = all(start.set());
        this.parent = start.root();
    }

    static ValidatorKeys of(List<NodePlan> nodes, Genesis genesis, Hash genesisHash, EpochStart start) {
        List<BlsSecretKey> keys = new ArrayList<>();
        for (NodePlan node : nodes) {
            keys.add(key(node));
        }
        return new ValidatorKeys(keys, genesis.chainId(), genesisHash, start);
    }

    private static BlsSecretKey key(NodePlan node) {
        try {
            var config = Settings.tree(node.home(), ConfigSources.resolve(node.home(), Map.of(), Map.of()));
            return NodeKeys.open(node.home(), config.keys(), Map.of())
                    .validator()
                    .orElseThrow(() -> new IllegalStateException(node.name() + " is no validator"));
        } catch (MalformedException e) {
            throw new IllegalStateException(node.home().configFile() + ": " + e.getMessage(), e);
        }
    }

    long epoch() {
        return start.epoch();
    }

    /** Of the present epoch. */
    ValidatorSet set() {
        return start.set();
    }

    /** Whoever leads {@code view} makes the next block. */
    void lead(long view) {
        leader = rotation.leader(view);
    }

    /** All vote and commit in the view of {@code block}, which stands on the one certified before. */
    CommitCertificate certify(BlockRef block) {
        Hash root = start.set().root();
        Bytes votes = sum.sign(signBytes
                        .vote(block.epoch(), root, block.view(), block.hash())
                        .bytes())
                .bytes();
        Bytes commits = sum.sign(signBytes
                        .commit(block.epoch(), root, block.view(), block.hash())
                        .bytes())
                .bytes();
        QuorumCertificate quorum = new QuorumCertificate(block.epoch(), block.view(), block.hash(), signers, votes);
        CommitCertificate commit = new CommitCertificate(quorum, signers, commits);
        last = Optional.of(new Last(block, parent, commit));
        parent = quorum;
        return commit;
    }

    /** The epoch after {@code proof}'s begins. */
    void enter(EpochProof proof) {
        try {
            BlockRef end = BlockRefs.of(Header.decode(proof.header()));
            Root root = new Root(end.epoch() + 1, end.view(), end.hash());
            start = new EpochStart(root, proof.next());
            rotation = new LeaderRotation(root.epoch(), proof.next());
            signers = all(proof.next());
            parent = root;
        } catch (MalformedException e) {
            throw new IllegalStateException("the header of an epoch's end: " + e.getMessage(), e);
        }
    }

    /** Each node holds the last certificate, and its signer's record says that it voted for that block. */
    void remember(List<NodePlan> nodes) {
        Last told = last.orElseThrow();
        Statement.Vote vote =
                new Statement.Vote(told.block().view(), told.block(), new Justification.ByQuorum(told.parent()));
        Statement.CommitVote commit = new Statement.CommitVote(told.commit().quorum());
        for (int i = 0; i < nodes.size(); i++) {
            NodePlan node = nodes.get(i);
            try (ConsensusJournal journal = ConsensusJournal.open(node.home().consensus(), BlockRefs::ofBody)) {
                journal.keep(told.commit());
                journal.sync();
            }
            try (DiskFolder folder = DiskFolder.open(node.home().signerRecord(genesisHash));
                    GuardedSigner signer = GuardedSigner.open(
                            own.get(i), chainId, genesisHash, epoch -> start.set(), folder, start.root())) {
                signer.committed(told.block().height(), told.block().hash());
                signer.sign(List.of(vote));
                signer.sign(List.of(commit));
            }
        }
    }

    @Override
    public Bytes message(long epoch, long view) {
        return Randao.signBytes(chainId, epoch, view).bytes();
    }

    @Override
    public Bytes own(long epoch, long view) {
        Bytes leads = start.set().member(leader).blsKey();
        return own.stream()
                .filter(key -> key.publicKey().bytes().equals(leads))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no key of member " + leader))
                .sign(message(epoch, view))
                .bytes();
    }

    @Override
    public int ownIndex(long epoch, ValidatorSet set) {
        return leader;
    }

    private Signers all(ValidatorSet set) {
        return Signers.of(own.stream()
                .map(key -> set.indexOf(key.publicKey().bytes())
                        .orElseThrow(() -> new IllegalStateException("a validator of genesis left the set")))
                .toList());
    }

    private static BlsSecretKey sum(List<BlsSecretKey> keys) {
        BigInteger sum = BigInteger.ZERO;
        for (BlsSecretKey key : keys) {
            sum = sum.add(new BigInteger(1, key.secretBytes().toArray())).mod(ORDER);
        }
        byte[] encoded = sum.toByteArray();
        byte[] padded = new byte[BlsSecretKey.SIZE];
        int size = Math.min(encoded.length, padded.length);
        System.arraycopy(encoded, encoded.length - size, padded, padded.length - size, size);
        try {
            return BlsSecretKey.ofBytes(Bytes.wrap(padded));
        } catch (MalformedException e) {
            throw new IllegalStateException("the keys of the validators add up to nothing", e);
        }
    }
}
