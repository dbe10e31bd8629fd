package io.vigil.deposits.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.DepositTreeSnapshot;
import io.vigil.deposits.DepositVectors;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Seeds;
import io.vigil.types.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** D30: the vectors of EIP-4881, live networks' snapshots, our own, and files that must be refused. */
class SnapshotCodecTest {
    @Test
    void theEipsOwnCasesHold() throws IOException, MalformedException {
        List<String> cases = List.of(Files.readString(Vectors.at("deposits/eip4881/cases_000_255.yaml"))
                .split("(?m)^- "));
        DepositTree tree = DepositTree.empty();
        int checked = 0;
        for (String text : cases.subList(1, cases.size())) {
            DepositData deposit = new DepositData(
                    Bytes.fromHex(value(text, "pubkey")),
                    Hash.fromHex(value(text, "withdrawal_credentials")),
                    Long.parseLong(value(text, "amount")),
                    Bytes.fromHex(value(text, "signature")));
            assertThat(deposit.root()).isEqualTo(Hash.fromHex(value(text, "deposit_data_root")));
            tree.append(deposit.root());
            assertThat(tree.root()).isEqualTo(Hash.fromHex(value(text, "deposit_root")));
            assertThat(tree.count()).isEqualTo(Long.parseLong(value(text, "deposit_count")));

            String snapshot = text.substring(text.indexOf("snapshot:"));
            DepositTreeSnapshot parsed = DepositTreeSnapshot.parse(
                    finalized(snapshot),
                    Hash.fromHex(value(snapshot, "deposit_root")),
                    Long.parseLong(value(snapshot, "deposit_count")),
                    Hash.fromHex(value(snapshot, "execution_block_hash")),
                    Long.parseLong(value(snapshot, "execution_block_height")));
            DepositTree finalizedTree = DepositTree.from(tree.frontier());
            assertThat(finalizedTree.snapshot(parsed.blockHash(), parsed.blockNumber()))
                    .isEqualTo(parsed);
            roundTrip(parsed);
            checked++;
        }
        assertThat(checked).isEqualTo(256);
    }

    @Test
    void snapshotsOfLiveNetworksRestoreAndContinue() throws IOException, MalformedException {
        List<Path> files = Vectors.filesAt("deposits/snapshots", ".ssz");
        for (Path file : files) {
            Bytes bytes = Bytes.wrap(Files.readAllBytes(file));
            DepositTreeSnapshot snapshot = SnapshotCodec.read(bytes);
            assertThat(SnapshotCodec.writeSsz(snapshot)).isEqualTo(bytes);
            roundTrip(snapshot);
            DepositTree tree = DepositTree.from(snapshot.frontier());
            tree.append(Hash.ZERO);
            assertThat(tree.proof(snapshot.count(), tree.count()).proves(Hash.ZERO, tree.count(), tree.root()))
                    .isTrue();
        }
        assertThat(files).hasSize(4);
    }

    @Test
    void ownSnapshotsHoldAndBadOnesAreRefused() throws MalformedException {
        JsonNode file = DepositVectors.own("snapshots");
        for (JsonNode item : file.get("valid")) {
            roundTrip(parse(item));
        }
        for (JsonNode item : file.get("invalid")) {
            assertThatThrownBy(() -> parse(item)).as(item.get("why").asText()).isInstanceOf(MalformedException.class);
        }
        assertThat(file.get("valid")).hasSize(13);
        assertThat(file.get("invalid")).hasSize(8);
        assertThat(file.get("finalize_cases")).hasSize(4); // DepositTreeTest has them by name
    }

    @Test
    void trailingHashesAreRefused() throws IOException {
        String broken = Files.readString(Vectors.at("deposits/snapshots/broken_beaconAPI.json"));

        assertThatThrownBy(() -> SnapshotCodec.readJson(broken))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("hashes");
    }

    @Test
    void damagedFilesAreRefusedOrSayWhatTheyHold() throws MalformedException {
        DepositTree tree = DepositVectors.tree(DepositVectors.leaves(11));
        tree.finalizeUpTo(11);
        DepositTreeSnapshot good = tree.snapshot(Hash.ZERO, 5);
        Bytes ssz = SnapshotCodec.writeSsz(good);
        Bytes json = Bytes.wrap(SnapshotCodec.writeJson(good).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Seeds.forEach(500, random -> {
            for (Bytes file : List.of(ssz, json)) {
                try {
                    DepositTreeSnapshot read = SnapshotCodec.read(random.damage(file));
                    // Only the block may have changed: nothing in the file vouches for it.
                    assertThat(read.frontier()).isEqualTo(good.frontier());
                } catch (MalformedException e) {
                    assertThat(e).message().isNotBlank();
                }
            }
        });
    }

    private static DepositTreeSnapshot parse(JsonNode item) throws MalformedException {
        return DepositTreeSnapshot.parse(
                DepositVectors.hashes(item.get("finalized")),
                DepositVectors.hash(item, "deposit_root"),
                item.get("deposit_count").asLong(),
                DepositVectors.hash(item, "execution_block_hash"),
                item.get("execution_block_height").asLong());
    }

    private static void roundTrip(DepositTreeSnapshot snapshot) throws MalformedException {
        assertThat(SnapshotCodec.read(SnapshotCodec.writeSsz(snapshot))).isEqualTo(snapshot);
        assertThat(SnapshotCodec.readJson(SnapshotCodec.writeJson(snapshot))).isEqualTo(snapshot);
    }

    private static String value(String text, String key) {
        Matcher found = Pattern.compile("(?m)" + key + ": \"?([0-9a-fx]+)\"?").matcher(text);
        assertThat(found.find()).as(key).isTrue();
        return found.group(1);
    }

    private static List<Hash> finalized(String snapshot) {
        List<Hash> hashes = new ArrayList<>();
        Matcher item = Pattern.compile("- \"(0x[0-9a-f]{64})\"").matcher(snapshot);
        while (item.find()) {
            hashes.add(Hash.fromHex(item.group(1)));
        }
        return hashes;
    }
}
