package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.node.Faults;
import io.vigil.node.PlanDesk;
import io.vigil.node.Rehearsal;
import io.vigil.node.config.RefusedException;
import io.vigil.node.upkeep.HomeCopy;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G49: an upgrade and a plan tried on copies of homes that hold a real chain. */
class RehearsalTest {
    private static final int BLOCKS = 40;
    private static final Faults NEXT = new Faults() {
        @Override
        public long speaks() {
            return 2;
        }
    };

    @TempDir
    private Path folder;

    @Test
    void anUpgradeIsTriedOnACopyAlikeAtEveryHome() throws Exception {
        List<NodeArguments> nodes = chain();
        TreeMap<String, Hash> before = files(nodes.getFirst());

        Rehearsal.Report first = upgrade(nodes.getFirst(), 2, NEXT);
        assertThat(first.replayed()).isEqualTo(20);
        assertThat(first.number()).isEqualTo(BLOCKS + 2);
        assertThat(first.epoch()).isEqualTo(1);
        assertThat(first.version()).isEqualTo(2);
        assertThat(first.members()).isEqualTo(4);
        assertThat(first.election()).contains("4 members, 0 join, 0 leave");
        assertThat(upgrade(nodes.getLast(), 2, NEXT).emptyRoot()).isEqualTo(first.emptyRoot());
        assertThat(upgrade(nodes.getFirst(), 1, Faults.NONE).version()).isEqualTo(1);

        assertThatThrownBy(() -> upgrade(nodes.getFirst(), 2, Faults.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("speaks protocol version 2 from epoch 1");
        assertThat(files(nodes.getFirst())).as("keys and signer record").isEqualTo(before);
        assertThat(folder.resolve("copy")).doesNotExist();
        Files.createDirectory(folder.resolve("copy"));
        assertThatThrownBy(() -> upgrade(nodes.getFirst(), 1, Faults.NONE)).hasMessageContaining("exists already");
    }

    @Test
    void aPlanIsTriedBeforeAnybodySignsIt() throws Exception {
        List<NodeArguments> nodes = chain();
        SignedPlan made = plan(nodes.getFirst(), List.of(new Plan.Action.SetVersion(2)));

        Rehearsal.Report report = tried(nodes.get(1), made.plan());
        assertThat(report.version()).isEqualTo(2);
        assertThat(report.number()).isEqualTo(BLOCKS + 2);
        assertThat(tried(nodes.getLast(), made.plan()).emptyRoot()).isEqualTo(report.emptyRoot());

        assertThatThrownBy(() -> plan(nodes.getFirst(), List.of(new Plan.Action.SetParameter("gasLimit", UInt256.ONE))))
                .as("what governance refuses is not even made")
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("gasLimit");
    }

    private List<NodeArguments> chain() throws Exception {
        Wish four = new Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.empty());
        LocalNetwork network =
                LocalNetwork.openOrCreate(folder.resolve("net"), four, NodeLauncher.ofThisProcess(StubNode.class));
        ChainMaker.make(network, new ChainMaker.Size(BLOCKS, 3), line -> {});
        List<NodeArguments> nodes = new ArrayList<>();
        for (NodePlan node : network.plan().nodes()) {
            nodes.add(NodeArguments.parse(network.flags(node)));
        }
        return nodes;
    }

    private Rehearsal.Report upgrade(NodeArguments node, long version, Faults faults) throws Exception {
        try (HomeCopy copy = HomeCopy.of(node.home(), node.config().storage(), folder.resolve("copy"))) {
            return Rehearsal.ofVersion(copy, 20, version, faults);
        }
    }

    private Rehearsal.Report tried(NodeArguments node, Plan plan) throws Exception {
        try (HomeCopy copy = HomeCopy.of(node.home(), node.config().storage(), folder.resolve("copy"))) {
            return Rehearsal.ofPlan(copy, plan, NEXT);
        }
    }

    private static SignedPlan plan(NodeArguments node, List<Plan.Action> actions) {
        try (PlanDesk desk = PlanDesk.open(node.home(), node.config(), NEXT)) {
            return desk.create(actions, List.of(), Instant.ofEpochSecond(1_900_000_000), "");
        }
    }

    private static TreeMap<String, Hash> files(NodeArguments node) throws Exception {
        TreeMap<String, Hash> all = new TreeMap<>();
        for (Path part : List.of(node.home().keys(), node.home().signer())) {
            try (Stream<Path> files = Files.walk(part)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    all.put(file.toString(), Keccak.hash(Bytes.wrap(Files.readAllBytes(file))));
                }
            }
        }
        assertThat(all).isNotEmpty();
        return all;
    }
}
