package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G45: a plan made and signed through the node of a home; from then on it stands, and goes on by the plan alone. */
class PlanWhileRunningTest {
    /** An idle chain of one member goes on now and then, and a plan is for the highest block alone. */
    private static final int ATTEMPTS = 20;

    @TempDir
    private Path folder;

    @Test
    void aRunningNodeSignsAndThenStandsUntilThePlanBegins() throws Exception {
        SignedPlan signed;
        Hash waiting;
        try (DevNode node = DevNode.open(folder)) {
            Bytes key = DevNode.key(0);
            node.run(key, new Target.Call(DevNode.address(key)), UInt256.ONE, Bytes.EMPTY);
            AdminClient client = new AdminClient(node.adminPort(), AdminToken.read(node.home()));
            SignedPlan made = created(client);
            assertThat(made.plan().note()).isEqualTo("restart");
            assertThat(made.signatures()).isEmpty();
            assertThatThrownBy(() -> sign(client, made, false)).hasMessageContaining("may not stand still");

            signed = signed(client);
            assertThat(signed.hasQuorum()).isTrue();
            assertThat(sign(client, signed, true)).as("the same again").isEqualTo(signed);
            long height = height(node.rpc());
            waiting = node.send(
                    key, new Target.Call(DevNode.address(key)), UInt256.ONE, Bytes.EMPTY, 1_000_000, DevNode.FEE_CAP);
            SignedPlan next = created(client);
            assertThat(height(node.rpc())).as("what waits is in no block").isEqualTo(height);
            assertThat(next.plan().previous()).isEqualTo(PlanCodec.hash(signed.plan()));
        }
        try (DevNode node = DevNode.open(folder, Map.of(), List.of(signed))) {
            assertThat(node.receipt(waiting).path("status").asText()).isEqualTo("0x1");
        }
    }

    private static SignedPlan signed(AdminClient client) throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            SignedPlan made = created(client);
            try {
                return sign(client, made, true);
            } catch (IOException overtaken) {
                assertThat(overtaken).hasMessageMatching("(?s).*(lock|lead|meanwhile).*");
            }
        }
        throw new AssertionError("overtaken " + ATTEMPTS + " times");
    }

    private static SignedPlan created(AdminClient client) throws Exception {
        Plan draft = new Plan(
                0,
                Hash.ZERO,
                0,
                Hash.ZERO,
                1,
                Hash.ZERO,
                Root.genesis(Hash.ZERO),
                Bytes.EMPTY,
                List.of(),
                List.of(),
                1,
                "restart");
        return plan(client.call("plan_create", PlanCodec.encode(draft).toHex()).asText());
    }

    private static SignedPlan sign(AdminClient client, SignedPlan plan, boolean evenIfMoving) throws Exception {
        return plan(client.call("plan_sign", PlanCodec.encode(plan).toHex(), evenIfMoving)
                .asText());
    }

    private static SignedPlan plan(String hex) throws Exception {
        return PlanCodec.decodeSigned(Bytes.parseHex(hex));
    }

    private static long height(RpcClient rpc) throws IOException {
        return RpcClient.quantity(rpc.call("eth_blockNumber"));
    }
}
