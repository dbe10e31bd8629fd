package io.vigil.testnet.drill;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.ConsensusJournal;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeHome;
import io.vigil.node.keys.GuardedSigner;
import io.vigil.node.keys.NodeKeys;
import io.vigil.storage.append.DiskFolder;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.BlsSignature;
import io.vigil.types.genesis.Genesis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts stopped nodes of a network into a view that no node had to walk to: with the keys of all validators a certificate
 * of any view can be made. What the nodes hold of the chain stays.
 */
final class PreparedViews {
    private static final long FIRST_EPOCH = 0;

    private final Genesis genesis;
    private final Hash genesisHash;
    private final ValidatorSet set;
    private final SignBytes signBytes;
    private final List<Member> members = new ArrayList<>();

    private record Member(NodePlan node, BlsSecretKey key, int index) {}

    /** @param flags of each node, in the order of {@code nodes} */
    PreparedViews(List<NodePlan> nodes, List<List<String>> flags) throws MalformedException {
        genesis = NewHome.readGenesis(nodes.getFirst().home().genesisFile());
        genesisHash = GenesisBlock.hash(genesis);
        set = ValidatorSet.of(
                genesis.validatorSet().stream().map(PreparedViews::member).toList());
        signBytes = new SignBytes(genesis.chainId(), genesisHash);
        for (int i = 0; i < nodes.size(); i++) {
            NodeArguments told = NodeArguments.parse(flags.get(i));
            BlsSecretKey key = NodeKeys.open(told.home(), told.config().keys(), Map.of())
                    .validator()
                    .orElseThrow();
            int index = set.indexOf(key.publicKey().bytes()).orElseThrow();
            members.add(new Member(nodes.get(i), key, index));
        }
    }

    /** The node that leads a view. */
    NodePlan leader(long view) {
        int index = new LeaderRotation(FIRST_EPOCH, set).leader(view);
        return members.stream()
                .filter(member -> member.index() == index)
                .findFirst()
                .orElseThrow()
                .node();
    }

    /** The first view from {@code view} on that {@code leader} leads. */
    long ledBy(NodePlan leader, long view) {
        long next = view;
        while (!leader(next).equals(leader)) {
            next++;
        }
        return next;
    }

    /** The view into which a stopped node wakes up by what its journal holds. */
    static long viewOf(NodePlan node) {
        try (ConsensusJournal journal = journal(node.home())) {
            return 1
                    + journal.certificates().stream()
                            .mapToLong(Certificate::view)
                            .max()
                            .orElse(0);
        }
    }

    /** The highest certificate of a block that one of the nodes holds. */
    BlockCertificate highest() {
        BlockCertificate highest = Root.genesis(genesisHash);
        for (Member member : members) {
            try (ConsensusJournal journal = journal(member.node().home())) {
                for (Certificate certificate : journal.certificates()) {
                    if (certificate instanceof QuorumCertificate quorum && quorum.view() > highest.view()) {
                        highest = quorum;
                    }
                }
            }
        }
        return highest;
    }

    /** {@code node} wakes up in {@code view}: it holds what {@code signers} signed who gave up on the view before. */
    void enter(NodePlan node, long view, List<NodePlan> signers, BlockCertificate high) {
        keep(node.home(), timeout(view - 1, signers, high));
    }

    /** Like {@link #enter}, and the node has given up on {@code view} too, as its signer's record says. */
    void giveUp(NodePlan node, long view, List<NodePlan> signers, BlockCertificate high) {
        TimeoutCertificate entry = timeout(view - 1, signers, high);
        keep(node.home(), entry);
        Member member = of(node);
        try (DiskFolder folder = DiskFolder.open(
                        node.home().signer().resolve(genesisHash.toHex().substring(2)));
                GuardedSigner signer = GuardedSigner.open(
                        member.key(),
                        genesis.chainId(),
                        genesisHash,
                        epoch -> set,
                        folder,
                        Root.genesis(genesisHash))) {
            signer.sign(List.of(new Statement.Timeout(view, new Justification.ByTimeout(entry, high))));
        }
    }

    private TimeoutCertificate timeout(long view, List<NodePlan> signers, BlockCertificate high) {
        Hash message = signBytes.timeout(FIRST_EPOCH, set.root(), view, high.view());
        List<Integer> indices = new ArrayList<>();
        List<BlsSignature> signatures = new ArrayList<>();
        for (NodePlan node : signers) {
            Member member = of(node);
            indices.add(member.index());
            signatures.add(member.key().sign(message.bytes()));
        }
        Bytes signature = BlsSignature.aggregate(signatures).bytes();
        TimeoutCertificate.Group group = new TimeoutCertificate.Group(high.view(), Signers.of(indices));
        return new TimeoutCertificate(FIRST_EPOCH, view, List.of(group), signature, high);
    }

    private Member of(NodePlan node) {
        return members.stream()
                .filter(member -> member.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static void keep(NodeHome home, TimeoutCertificate certificate) {
        try (ConsensusJournal journal = journal(home)) {
            journal.keep(certificate);
            journal.sync();
        }
    }

    private static ConsensusJournal journal(NodeHome home) {
        return ConsensusJournal.open(home.consensus(), BlockRefs::ofBody);
    }

    private static Validator member(ValidatorInfo info) {
        return new Validator(info.address(), info.blsKey().bytes(), info.power(), info.leads());
    }
}
