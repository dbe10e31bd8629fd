package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.wire.DepositFile;
import io.vigil.node.config.NodeHome;
import io.vigil.node.keys.KeystoreFile;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.local.NewChain;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepositsCommandTest {
    private static final String OWNER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();
    private final SecureRandom random = new SecureRandom();

    @BeforeEach
    void genesis() throws IOException {
        write("genesis.json", Bytes.of(7, 7, 7, 7));
        write("other.json", Bytes.of(8, 8, 8, 8));
    }

    private void write(String name, Bytes forkVersion) throws IOException {
        NodeKeys keys = NodeKeys.openOrCreate(new NodeHome(folder.resolve("home")), random);
        Genesis chain = NewChain.genesis(NewChain.Purpose.PRODUCTION, 5, List.of(keys), Instant.EPOCH, random);
        GenesisEth1 eth1 = new GenesisEth1(
                new GenesisEth1.Contract(6, Address.ofInt(9), Hash.ZERO, 1, Hash.ZERO),
                forkVersion,
                60,
                GenesisEth1.defaultPeriod(1),
                GenesisEth1.MAX_DEPOSITS,
                new GenesisEth1.Start(1, Hash.ZERO, DepositTree.empty().root(), 0),
                0,
                List.of());
        Files.write(folder.resolve(name), chain.withEth1(eth1).toJson().toArray());
        Files.write(folder.resolve("without.json"), chain.toJson().toArray());
    }

    @Test
    void newKeysOpenAndTheirDepositsProvePossession() throws IOException, MalformedException {
        assertThat(run(
                        "new",
                        "--genesis",
                        at("genesis.json"),
                        "--withdrawal",
                        OWNER,
                        "--keys",
                        "2",
                        "--out",
                        at("out")))
                .isZero();

        DepositFile file = DepositFile.read(Bytes.wrap(Files.readAllBytes(folder.resolve("out/deposit_data.json"))));
        assertThat(file.deposits()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            DepositData deposit = file.deposits().get(i);
            Path keystore = folder.resolve("out/keystore-" + i + ".json");
            String password = Files.readString(folder.resolve("out/keystore-" + i + ".json.password"))
                    .strip();
            assertThat(new KeystoreFile(keystore).open(password).publicKey().bytes())
                    .isEqualTo(deposit.publicKey());
            assertThat(deposit.possession(file.domain())).isEqualTo(DepositData.Possession.PROVEN);
            assertThat(deposit.amountGwei()).isEqualTo(32_000_000_000L);
            assertThat(deposit.credentials().toHex())
                    .isEqualToIgnoringCase("0x010000000000000000000000" + OWNER.substring(2));
        }
        assertThat(run("new", "--genesis", at("genesis.json"), "--withdrawal", OWNER, "--out", at("out")))
                .isEqualTo(78);
        assertThat(err.toString()).contains("is there already and is not overwritten");
    }

    @Test
    void nothingIsSentThatWouldBeLost() {
        run("new", "--genesis", at("genesis.json"), "--withdrawal", OWNER, "--out", at("out"));

        assertThat(send("other.json")).isEqualTo(78);
        assertThat(err.toString()).contains("made for fork version 0x07070707, the chain has 0x08080808");
        assertThat(send("without.json")).isEqualTo(78);
        assertThat(err.toString()).contains("this chain takes no deposits");
    }

    @Test
    void aWithdrawalThatIsNoAddressIsNamed() {
        assertThat(run("new", "--genesis", at("genesis.json"), "--withdrawal", "0x12", "--out", at("out")))
                .isEqualTo(78);
        assertThat(err.toString()).contains("--withdrawal");
    }

    private int send(String genesis) {
        return run(
                "send",
                at("out/deposit_data.json"),
                "--genesis",
                at(genesis),
                "--rpc",
                "http://127.0.0.1:1",
                "--development-account",
                "0");
    }

    private String at(String file) {
        return folder.resolve(file).toString();
    }

    private int run(String... args) {
        String[] line = new String[args.length + 1];
        line[0] = "deposits";
        System.arraycopy(args, 0, line, 1, args.length);
        Shell shell = new Shell(new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of());
        return new Main(shell).run(line);
    }
}
