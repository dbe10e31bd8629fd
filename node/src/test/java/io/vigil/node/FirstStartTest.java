package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.GenesisAccounts;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.keys.NodeKeys;
import io.vigil.node.keys.SignerTransfer;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R6 at an empty chain: who signs at once, who waits for others (A15), and who is refused. */
class FirstStartTest {
    private static final long FOREVER = 0;
    private static final long LENGTH = 20;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final SecureRandom random = new SecureRandom();

    @Test
    void aFirstStartSignsAtOnceAndSoDoesOneThatWasCutShort() {
        NodeHome home = homes(4, LENGTH);
        assertThat(maySign(home)).isTrue();
        assertThat(maySign(home)).isTrue();
        delete(home.data());
        assertThat(maySign(home)).as("the chain is gone, the record is not").isTrue();
    }

    @Test
    void whoLostEverythingButItsKeysSignsNothing() {
        NodeHome home = homes(4, LENGTH);
        assertThat(maySign(home)).isTrue();
        delete(home.data());
        delete(home.signer());
        assertThat(maySign(home)).isFalse();
        assertThat(maySign(home)).as("and after a restart").isFalse();
        delete(home.signer());
        assertThat(maySign(home)).isFalse();
    }

    /** A backup of the keys that was made before anything was signed looks like that of a home that signs. */
    @Test
    void keysThatNeverStartedButCameBackWithoutTheirBeginningsSignNothing() {
        NodeHome home = homes(4, LENGTH);
        delete(home.signer());
        assertThat(maySign(home)).isFalse();
    }

    @Test
    void aRecordThatIsMissingBesideItsBeginningWasLost() throws IOException {
        NodeHome home = homes(4, LENGTH);
        assertThat(maySign(home)).isTrue();
        delete(record(home));
        Files.createDirectories(record(home)); // as a restore may leave it
        assertThat(maySign(home)).isFalse();
    }

    @Test
    void aHomeThatWasCopiedIsRefusedUntilSomebodyVouchesForIt() throws IOException {
        NodeHome home = homes(4, LENGTH);
        NodeHome copy = new NodeHome(folder.resolve("copy"));
        copy(home.root(), copy.root());
        assertThatThrownBy(() -> maySign(copy))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is a copy");
        Genesis genesis = NewHome.readGenesis(copy.genesisFile());
        Bytes key = NodeKeys.open(copy, config(copy).keys(), Map.of())
                .validator()
                .orElseThrow()
                .publicKey()
                .bytes();
        new SignerTransfer(copy, genesis, List.of(key)).adopt();
        assertThat(maySign(copy)).isTrue();
    }

    @Test
    void aKeyFromElsewhereSignsNothingUnlessItWasNeverUsed() {
        NodeHome home = homes(4, LENGTH);
        BlsSecretKey key =
                NodeKeys.open(home, config(home).keys(), Map.of()).validator().orElseThrow();
        for (boolean unused : new boolean[] {false, true}) {
            delete(home.keys());
            delete(home.signer());
            if (unused) {
                NodeKeys.importUnused(home, key, random);
            } else {
                NodeKeys.importValidator(home, key, random);
            }
            NodeKey.generate(random).writeTo(home.nodeKeyFile());
            assertThat(maySign(home)).isEqualTo(unused);
        }
    }

    @Test
    void aQuorumByItselfStartsAtOnceAndIsRefusedWithoutItsRecord() {
        NodeHome home = homes(1, FOREVER);
        assertThat(maySign(home)).isTrue();
        delete(home.data());
        delete(home.signer());
        assertThatThrownBy(() -> maySign(home))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("vigil signer recover");
    }

    @Test
    void whereEpochsNeverEndALostRecordIsRefused() {
        NodeHome home = homes(4, FOREVER);
        assertThat(maySign(home)).isTrue();
        delete(home.data());
        delete(home.signer());
        assertThatThrownBy(() -> maySign(home))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("vigil signer recover");
    }

    /** What the first of {@code validators} may do in the epoch of genesis. */
    private boolean maySign(NodeHome home) {
        try (Opened opened = Opened.of(home, config(home), Faults.NONE)) {
            assertThat(opened.signer().record().last()).isEmpty();
            return opened.maySign(0);
        }
    }

    private static NodeConfig config(NodeHome home) {
        Map<Setting<?>, String> flags = Map.of(
                Settings.KEYS_VOLATILE_SIGNER, "true",
                Settings.STORAGE_BLOCK_CACHE, "16",
                Settings.STORAGE_NODE_CACHE, "16",
                Settings.STORAGE_WAL, "16",
                Settings.STORAGE_DISK_RESERVE, "0");
        try {
            return Settings.tree(home, ConfigSources.resolve(home, Map.of(), flags));
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private NodeHome homes(int validators, long epochLength) {
        NodeHome home = new NodeHome(folder.resolve("home"));
        List<NodeKeys> keys = new ArrayList<>(List.of(NodeKeys.create(home, random)));
        for (int i = 1; i < validators; i++) {
            keys.add(NodeKeys.create(new NodeHome(folder.resolve("other" + i)), random));
        }
        List<GenesisValidator> members = new ArrayList<>();
        for (NodeKeys of : keys) {
            BlsSecretKey key = of.validator().orElseThrow();
            members.add(new GenesisValidator(
                    Address.ofInt(members.size() + 1),
                    key.publicKey(),
                    of.node().id(),
                    key.proofOfPossession(),
                    1,
                    "",
                    "",
                    0));
        }
        GenesisParameters defaults = GenesisParameters.DEFAULT;
        GenesisParameters parameters = new GenesisParameters(
                defaults.targetBlockTime(),
                defaults.emptyBlockInterval(),
                defaults.delta(),
                defaults.build(),
                defaults.exec(),
                defaults.timeoutCap(),
                epochLength,
                defaults.baseFeeDenominator(),
                defaults.minBaseFee(),
                defaults.maxClockDrift(),
                defaults.governance(),
                defaults.rules());
        NewHome.create(
                home,
                Map.of(),
                new Genesis(
                        1,
                        1_700_000_000,
                        Hash.ZERO,
                        Genesis.DEFAULT_GAS_LIMIT,
                        Genesis.DEFAULT_BASE_FEE,
                        Genesis.FIRST_VERSION,
                        parameters,
                        members,
                        GenesisAccounts.contracts()));
        return home;
    }

    private static Path record(NodeHome home) {
        return home.signerRecord(GenesisBlock.hash(NewHome.readGenesis(home.genesisFile())));
    }

    private static void delete(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
