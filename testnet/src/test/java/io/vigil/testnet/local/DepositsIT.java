package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.agreement.SignatureCheck;
import io.vigil.node.chain.FirstEpoch;
import io.vigil.node.config.NewHome;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fifth validator-to-be deposits on the eth1 chain of a running network (issue's done-when 5). Six processes in all. */
class DepositsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int RPC_PORT = 30_545;
    private static final long GWEI = 32_000_000_000L;
    private static final Bytes PAYER = DevelopmentAccounts.secretKeys().get(1);

    @TempDir
    private Path folder;

    private final HttpClient http = RpcClient.http();
    private final BlsSecretKey fifth = secret(5);
    private final BlsSecretKey sixth = secret(6);
    private LocalNetwork network;
    private GenesisEth1 eth1;

    @BeforeEach
    void up() throws Exception {
        Wish wish = new Wish(
                OptionalInt.of(4), OptionalLong.empty(), OptionalInt.of(RPC_PORT), Optional.of(NetworkPlan.OWN_ETH1));
        network = LocalNetwork.openOrCreate(folder.resolve("net"), wish, NodeLauncher.ofThisProcess(NodeMain.class));
        Genesis genesis = quick(NewHome.readGenesis(nodes().getFirst().home().genesisFile()));
        eth1 = genesis.eth1().orElseThrow();
        nodes().forEach(node -> NewHome.replaceGenesis(node.home(), genesis));
        network.start(nodes());
        network.awaitReady(nodes(), PATIENCE);
    }

    @AfterEach
    void down() {
        network.stop(nodes());
        network.stopEth1();
    }

    @Test
    void aFifthValidatorToBeShowsUpAsACandidateAndTheOthersAreExplained() throws Exception {
        DepositData good = DepositData.signed(fifth, credentials(7), GWEI, domain());
        List<DepositData> queue = List.of(
                good,
                with(DepositData.signed(sixth, credentials(8), GWEI, domain()), good.signature()),
                with(DepositData.signed(fifth, credentials(9), GWEI, domain()), Bytes.wrap(new byte[96])),
                new DepositData(Bytes.wrap(new byte[48]), credentials(7), GWEI, good.signature()));
        Eth1Client client = new Eth1Client(new RpcClient(http, network.plan().eth1Url()));
        List<Hash> sent = new ArrayList<>();
        for (DepositData deposit : queue) {
            sent.add(client.deposit(PAYER, eth1.contract().address(), deposit));
        }
        for (Hash transaction : sent) {
            client.await(transaction, PATIENCE);
        }
        await("the chain to process four deposits", () -> nextIndex(0) == 4);

        long head = height(0);
        for (int i = 0; i < 4; i++) {
            int node = i;
            await("node" + i + " at " + head, () -> height(node) >= head);
            assertThat(nextIndex(i)).isEqualTo(4);
            assertThat(outcomes(i)).containsExactly(1, 3, 2, 4);
            JsonNode audit = admin(i, "deposits_audit");
            assertThat(audit.path("sound").asBoolean()).as(audit.toString()).isTrue();
            assertThat(audit.path("line").asText()).contains("count=4 root=" + contractRoot());
        }
        assertThat(admin(0, "deposits_explain", "0").path("why").asText()).startsWith("counted: the first good");
        assertThat(admin(1, "deposits_explain", "1").path("why").asText())
                .contains("the signature is not that of the key")
                .contains(eth1.forkVersion().toHex());
        assertThat(admin(1, "deposits_explain", "2").path("why").asText())
                .isEqualTo("counted: added to what the key has; neither signature nor credentials were looked at");
        assertThat(admin(2, "deposits_explain", "3").path("why").asText()).contains("no BLS public key");
        assertThat(admin(2, "deposits_explain", "4").path("outcome").asText()).isEqualTo("NONE");
        JsonNode record = admin(3, "deposits_explain", good.publicKey().toHex());
        assertThat(record.path("amountGwei").asText()).isEqualTo(Long.toString(2 * GWEI));
        assertThat(record.path("credentials").asText())
                .isEqualTo(credentials(7).toHex()); // the first deposit's, for ever
        assertThat(record.path("list")).hasSize(2);
        Bytes owner = call(0, "0x0000000000000000000000000000000000001000", "keyOwner(bytes)", abi(good.publicKey()));
        assertThat(owner.slice(12, 20))
                .isEqualTo(Keccak.hash(good.publicKey()).bytes().slice(12, 20));

        assertThatTheMembersVouchForAnExitProof();

        network.kill(List.of(nodes().get(1)));
        long before = height(0);
        network.start(List.of(nodes().get(1)));
        network.awaitReady(nodes(), PATIENCE);
        await("node1 to catch up", () -> height(1) > before);
        await(
                "node1 to trust its tree again",
                () -> admin(1, "deposits_status").path("health").asText().equals("AUDITED"));
        assertThat(admin(1, "deposits_status").path("root").asText()).isEqualTo(contractRoot());
        System.out.println("4 deposits processed by block " + head + "; requests of node0: "
                + admin(0, "deposits_status").path("requests").asLong());
    }

    /** D34: to believe what the proof shows of a member, a stranger needs the hash and the set of genesis. */
    private void assertThatTheMembersVouchForAnExitProof() throws Exception {
        Genesis genesis = NewHome.readGenesis(nodes().getFirst().home().genesisFile());
        Hash block0 = new Hash(Bytes.fromHex(
                rpc(0).call("eth_getBlockByNumber", "0x0", false).path("hash").asText()));
        JsonNode proof = admin(
                0,
                "deposits_exitProof",
                genesis.validators().getFirst().blsKey().bytes().toHex());
        Bytes header = Bytes.fromHex(proof.path("header").asText());
        EpochStart epoch = FirstEpoch.of(genesis, block0);
        assertThat(ValidatorSet.decode(Bytes.fromHex(proof.path("set").asText())))
                .isEqualTo(epoch.set());

        Certificate certificate = ConsensusCodec.decodeCertificate(
                Bytes.fromHex(proof.path("certificate").asText()));
        assertThat(certificate)
                .isInstanceOfSatisfying(
                        CommitCertificate.class,
                        commit -> assertThat(commit.block()).isEqualTo(Keccak.hash(header)));
        SignBytes signBytes = new SignBytes(genesis.chainId(), block0);
        assertThat(new Verification(signBytes, epoch).judge(certificate))
                .isInstanceOfSatisfying(
                        Judgement.Sound.class,
                        sound -> assertThat(new SignatureCheck().holds(sound.claims()))
                                .isTrue());
    }

    /** Blocks each 200 ms and the shortest period there may be, so that one takes 7 s. */
    private static Genesis quick(Genesis genesis) throws MalformedException {
        String text = new String(genesis.toJson().toArray(), StandardCharsets.UTF_8);
        String idle = "\"emptyBlockInterval\" : \"2s\"";
        String period = "\"period\" : 64";
        assertThat(text).contains(idle).contains(period);
        String quick = text.replace(idle, "\"emptyBlockInterval\" : \"200ms\"").replace(period, "\"period\" : 32");
        return Genesis.parse(Bytes.wrap(quick.getBytes(StandardCharsets.UTF_8)));
    }

    private static BlsSecretKey secret(int number) {
        return BlsSecretKey.generate(Bytes.concat(Bytes.wrap(new byte[31]), Bytes.of(number)));
    }

    private static Hash credentials(int owner) {
        return new Hash(Bytes.concat(Bytes.of(1), Bytes.wrap(new byte[30]), Bytes.of(owner)));
    }

    private DepositDomain domain() {
        return new DepositDomain(eth1.forkVersion());
    }

    private static DepositData with(DepositData of, Bytes signature) {
        return new DepositData(of.publicKey(), of.credentials(), of.amountGwei(), signature);
    }

    private List<NodePlan> nodes() {
        return network.plan().nodes();
    }

    private RpcClient rpc(int node) {
        return new RpcClient(http, nodes().get(node).rpcUrl());
    }

    private long height(int node) throws IOException {
        return RpcClient.quantity(rpc(node).call("eth_blockNumber"));
    }

    private JsonNode admin(int node, String method, Object... params) throws IOException {
        NodePlan plan = nodes().get(node);
        return new AdminClient(plan.adminPort(), AdminToken.read(plan.home())).call(method, params);
    }

    private String contractRoot() throws IOException {
        RpcClient client = new RpcClient(http, network.plan().eth1Url());
        return client.call(
                        "eth_call",
                        java.util.Map.of("to", eth1.contract().address().toHex(), "data", "0xc5f2892f"),
                        "latest")
                .asText();
    }

    private long nextIndex(int node) throws IOException {
        return UInt256.of(call(node, "0x0000000000000000000000000000000000001001", "nextIndex()", Bytes.EMPTY))
                .toLong();
    }

    private List<Integer> outcomes(int node) throws IOException {
        List<Integer> outcomes = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            Bytes argument = UInt256.of(index).toBytes32();
            outcomes.add((int)
                    UInt256.of(call(node, "0x0000000000000000000000000000000000001001", "outcome(uint64)", argument))
                            .toLong());
        }
        return outcomes;
    }

    private static Bytes abi(Bytes key) {
        return Bytes.concat(UInt256.of(32).toBytes32(), UInt256.of(48).toBytes32(), key, Bytes.wrap(new byte[16]));
    }

    private Bytes call(int node, String to, String signature, Bytes arguments) throws IOException {
        Bytes selector = Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)))
                .bytes()
                .slice(0, 4);
        Bytes data = Bytes.concat(selector, arguments);
        JsonNode answer = rpc(node).call("eth_call", java.util.Map.of("to", to, "data", data.toHex()), "latest");
        return Bytes.fromHex(answer.asText());
    }

    private static void await(String what, Callable<Boolean> reached) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.call()) {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            Thread.sleep(100);
        }
    }
}
