package io.vigil.deposits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything of {@code vectors/deposits} that asks for trees, proofs, logs and signatures; each count is asserted. */
class DepositConformanceTest {
    @Test
    void rootsAtEveryCountAreThoseOfTheVectors() {
        JsonNode file = DepositVectors.own("tree_roots");
        DepositTree tree = DepositVectors.tree(DepositVectors.hashes(file.get("leaves")));
        int cases = 0;
        for (JsonNode item : file.get("roots")) {
            long count = item.get("count").asLong();
            assertThat(tree.rootAt(count)).as("count %d", count).isEqualTo(DepositVectors.hash(item, "deposit_root"));
            cases++;
        }
        assertThat(cases).isEqualTo(23);
    }

    @Test
    void theEmptyTreeHasTheContractsRoot() {
        JsonNode constants = Vectors.json(Vectors.at("deposits/contract/constants.json"));

        assertThat(DepositTree.empty().root()).isEqualTo(DepositVectors.hash(constants, "empty_deposit_root"));
        assertThat(DepositLog.TOPIC).isEqualTo(DepositVectors.hash(constants, "deposit_event_topic0"));
        assertThat(Sha256.ZERO).isEqualTo(DepositVectors.hashes(constants.get("zero_hashes")));
        assertThat(new DepositDomain(Bytes.of(0, 0, 0, 0)).domain())
                .isEqualTo(DepositVectors.hash(constants, "domain_deposit_mainnet"));
    }

    @Test
    void proofsHoldOrFailAsTheVectorsSay() throws MalformedException {
        JsonNode file = DepositVectors.own("merkle_proofs");
        List<Hash> leaves =
                DepositVectors.hashes(DepositVectors.own("tree_roots").get("leaves"));
        DepositTree tree = DepositVectors.tree(leaves);
        for (JsonNode item : file.get("valid")) {
            DepositProof proof =
                    tree.proof(item.get("index").asLong(), item.get("count").asLong());
            assertThat(proof.branch()).isEqualTo(DepositVectors.hashes(item.get("proof")));
            assertThat(holds(item)).isTrue();
        }
        for (JsonNode item : file.get("invalid")) {
            assertThat(holds(item)).as(item.get("why").asText()).isFalse();
        }
        assertThat(file.get("valid")).hasSize(21);
        assertThat(file.get("invalid")).hasSize(10);
    }

    @Test
    void theFaultsOf2021GiveOtherRootsThanTheTree() {
        JsonNode file = DepositVectors.own("incident_restart");
        for (JsonNode item : file.get("cases")) {
            List<Hash> leaves = DepositVectors.hashes(item.get("leaves"));
            Hash right = DepositVectors.hash(item, "correct_root");
            List<Hash> zeroFirst = new ArrayList<>(leaves);
            zeroFirst.set(0, Hash.ZERO);
            assertThat(DepositVectors.tree(leaves).root()).isEqualTo(right);
            assertThat(DepositVectors.tree(zeroFirst).root())
                    .isEqualTo(DepositVectors.hash(item.get("wrong").get("zero_leaf_at_0"), "root"))
                    .isNotEqualTo(right);
            for (JsonNode wrong : item.get("wrong")) {
                assertThat(DepositVectors.hash(wrong, "root")).isNotEqualTo(right);
            }
            assertThat(Frontier.EMPTY.root()).isEqualTo(DepositVectors.hash(item, "empty_root"));
        }
        assertThat(file.get("cases")).hasSize(5);
    }

    @Test
    void logsDecodeStrictly() throws MalformedException {
        JsonNode file = DepositVectors.own("events");
        for (JsonNode item : file.get("valid")) {
            DepositLog log = DepositLog.decode(DepositVectors.bytes(item, "data"));
            assertThat(log.index()).isEqualTo(item.get("index").asLong());
            assertThat(log.deposit()).isEqualTo(DepositVectors.deposit(item));
            assertThat(log.deposit().root()).isEqualTo(DepositVectors.hash(item, "deposit_data_root"));
            assertThat(log.encode()).isEqualTo(DepositVectors.bytes(item, "data"));
        }
        for (JsonNode item : file.get("invalid")) {
            assertThatThrownBy(() -> DepositLog.decode(DepositVectors.bytes(item, "data")))
                    .as(item.get("why").asText())
                    .isInstanceOf(MalformedException.class);
        }
        assertThat(file.get("valid")).hasSize(12);
        assertThat(file.get("invalid")).hasSize(11);
    }

    @Test
    void possessionIsJudgedAsTheVectorsSay() {
        JsonNode cases = DepositVectors.own("pop").get("cases");
        for (JsonNode item : cases) {
            DepositData deposit = DepositVectors.deposit(item);
            DepositDomain domain = new DepositDomain(DepositVectors.bytes(item, "fork_version"));
            assertThat(deposit.messageRoot()).isEqualTo(DepositVectors.hash(item, "deposit_message_root"));
            assertThat(deposit.root()).isEqualTo(DepositVectors.hash(item, "deposit_data_root"));
            assertThat(domain.domain()).isEqualTo(DepositVectors.hash(item, "domain"));
            assertThat(domain.signingRoot(deposit)).isEqualTo(DepositVectors.hash(item, "signing_root"));
            assertThat(deposit.possession(domain) == DepositData.Possession.PROVEN)
                    .as(item.get("name").asText())
                    .isEqualTo(item.get("valid").asBoolean());
        }
        assertThat(cases).hasSize(23);
    }

    @Test
    void theOfficialToolsDepositsHaveOurRoots() {
        int deposits = 0;
        DepositDomain mainnet = new DepositDomain(Bytes.of(0, 0, 0, 0));
        List<Path> files = Vectors.filesAt("deposits/deposit_cli", ".json");
        for (Path file : files) {
            for (JsonNode item : Vectors.json(file)) {
                DepositData deposit = DepositVectors.deposit(item);
                assertThat(deposit.messageRoot()).isEqualTo(DepositVectors.hash(item, "deposit_message_root"));
                assertThat(deposit.root()).isEqualTo(DepositVectors.hash(item, "deposit_data_root"));
                assertThat(deposit.possession(mainnet)).isEqualTo(DepositData.Possession.PROVEN);
                deposits++;
            }
        }
        assertThat(files).hasSize(6);
        assertThat(deposits).isEqualTo(11);
    }

    @Test
    void aRecordedChainHasOurRootsOnBothForks() throws MalformedException {
        JsonNode file = DepositVectors.own("chain_recording");
        int blocks = 0;
        for (String fork : List.of("chain_a", "chain_b")) {
            DepositTree tree = DepositTree.empty();
            for (JsonNode log : file.get(fork).get("logs")) {
                DepositLog decoded = DepositLog.decode(DepositVectors.bytes(log, "data"));
                assertThat(decoded.index()).isEqualTo(tree.count());
                tree.append(decoded.deposit().root());
            }
            for (JsonNode block : file.get(fork).get("blocks")) {
                if (!block.get("deposit_root").isNull()) {
                    assertThat(tree.rootAt(block.get("deposit_count").asLong()))
                            .isEqualTo(DepositVectors.hash(block, "deposit_root"));
                    blocks++;
                }
            }
        }
        assertThat(blocks).isEqualTo(109);
    }

    private static boolean holds(JsonNode item) throws MalformedException {
        long index = item.get("index").asLong();
        List<Hash> branch = DepositVectors.hashes(item.get("proof"));
        if (branch.size() != DepositProof.LENGTH) {
            assertThatThrownBy(() -> DepositProof.parse(index, branch)).isInstanceOf(MalformedException.class);
            return false;
        }
        return DepositProof.parse(index, branch)
                .proves(
                        DepositVectors.hash(item, "leaf"),
                        item.get("count").asLong(),
                        DepositVectors.hash(item, "deposit_root"));
    }
}
