package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.Node;
import io.vigil.node.agreement.ConsensusJournal;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKeys;
import io.vigil.node.keys.SignerHistory;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.crypto.BlsSignature;
import io.vigil.types.genesis.Genesis;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R1.1: however many views a node is behind, one certificate brings it into the present one. */
class ViewGapIT {
    private static final long GAP = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    /** Two validators hold a certificate of view 2,000 and no block; the third knows nothing, and without its vote no block comes. */
    @Test
    void aNodeTwoThousandViewsBehindVotesInThePresentViewWithinTwoSeconds() throws Exception {
        NetworkPlan plan = new NetworkPlan(folder, 4, NetworkPlan.DEFAULT_CHAIN_ID, freePort());
        new NewNetwork(plan).complete();
        TimeoutCertificate certificate = certificate(plan);
        for (NodePlan ahead : plan.nodes().subList(0, 2)) {
            keep(ahead.home(), certificate);
        }
        List<Node> running = new ArrayList<>();
        try {
            for (NodePlan ahead : plan.nodes().subList(0, 2)) {
                running.add(open(plan, ahead));
            }
            NodePlan laggard = plan.node("node2");
            running.add(open(plan, laggard));
            long opened = System.nanoTime();
            long view = firstVote(laggard.home(), opened + LIMIT.toNanos());
            Duration took = Duration.ofNanos(System.nanoTime() - opened);

            System.out.println("gap of " + GAP + " views: voted in view " + view + " after " + took.toMillis() + " ms");
            assertThat(view).isGreaterThan(GAP);
        } finally {
            running.forEach(Node::close);
        }
    }

    /** What three of the four signed who gave up on view 2,000 holding nothing but the chain's root. */
    private static TimeoutCertificate certificate(NetworkPlan plan) throws Exception {
        Genesis genesis = NewHome.readGenesis(plan.nodes().getFirst().home().genesisFile());
        Hash genesisHash = GenesisBlock.hash(genesis);
        ValidatorSet set = ValidatorSet.of(
                genesis.validatorSet().stream().map(ViewGapIT::member).toList());
        Hash message = new SignBytes(genesis.chainId(), genesisHash).timeout(0, set.root(), GAP, 0);
        List<Integer> signers = new ArrayList<>();
        List<BlsSignature> signatures = new ArrayList<>();
        for (NodePlan node : plan.nodes().subList(0, 3)) {
            NodeKeys keys = NodeKeys.open(node.home(), config(plan, node).keys(), Map.of());
            var key = keys.validator().orElseThrow();
            signers.add(set.indexOf(key.publicKey().bytes()).orElseThrow());
            signatures.add(key.sign(message.bytes()));
        }
        Bytes signature = BlsSignature.aggregate(signatures).bytes();
        TimeoutCertificate.Group group = new TimeoutCertificate.Group(0, Signers.of(signers));
        return new TimeoutCertificate(0, GAP, List.of(group), signature, Root.genesis(genesisHash));
    }

    private static Validator member(ValidatorInfo info) {
        return new Validator(info.address(), info.blsKey().bytes(), info.power(), info.leads());
    }

    private static void keep(NodeHome home, TimeoutCertificate certificate) {
        try (ConsensusJournal opened = ConsensusJournal.open(home.consensus(), BlockRefs::ofBody)) {
            opened.keep(certificate);
            opened.sync();
        }
    }

    private static Node open(NetworkPlan plan, NodePlan node) throws Exception {
        return Node.open(node.home(), config(plan, node));
    }

    private static NodeConfig config(NetworkPlan plan, NodePlan node) throws Exception {
        List<String> words = NewNetwork.flags(plan, node);
        Map<Setting<?>, String> flags = new HashMap<>();
        for (int i = 2; i < words.size(); i += 2) {
            String flag = words.get(i);
            flags.put(
                    Settings.all().stream()
                            .filter(setting -> setting.flag().equals(flag))
                            .findFirst()
                            .orElseThrow(),
                    words.get(i + 1));
        }
        return Settings.tree(node.home(), ConfigSources.resolve(node.home(), Map.of(), flags));
    }

    /** The view of the first vote in a node's record, or 0 if there is none until {@code deadline}. */
    private static long firstVote(NodeHome home, long deadline) {
        while (System.nanoTime() < deadline) {
            List<Long> views = new ArrayList<>();
            SignerHistory.read(
                    home,
                    line -> Stream.of(line)
                            .filter(signed -> signed.kind().equals("vote"))
                            .forEach(signed -> views.add(signed.view())));
            if (!views.isEmpty()) {
                return views.getFirst();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return 0;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Math.min(socket.getLocalPort(), 40_000);
        }
    }
}
