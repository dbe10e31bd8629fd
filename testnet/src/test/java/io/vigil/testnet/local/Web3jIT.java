package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.disposables.Disposable;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Event;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.AccessListObject;
import org.web3j.crypto.AuthorizationTuple;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthGetProof;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.protocol.websocket.WebSocketService;
import org.web3j.protocol.websocket.events.LogNotification;
import org.web3j.rlp.RlpDecoder;
import org.web3j.rlp.RlpType;
import org.web3j.utils.Numeric;

/** A stock client against four real processes: what web3j asks for, it gets, in the form that web3j expects. */
class Web3jIT {
    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int RPC_PORT = 27_545;
    private static final long CHAIN_ID = NetworkPlan.DEFAULT_CHAIN_ID;
    private static final BigInteger TIP = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger FEE_CAP = BigInteger.valueOf(10_000_000_000L);
    private static final BigInteger GAS = BigInteger.valueOf(500_000);

    /** A key that no account of the genesis has. */
    private static final Credentials STRANGER = Credentials.create("0x" + "5e".repeat(32));

    /**
     * By solc 0.8.37 with the optimizer at one run and without metadata, from
     *
     * <pre>{@code
     * contract Keeper {
     *     event Stored(address indexed by, uint256 value);
     *     uint256 public value;
     *     function store(uint256 v) external { require(v != 13, "unlucky"); value = v; emit Stored(msg.sender, v); }
     * }
     * }</pre>
     */
    private static final String KEEPER =
            "0x6080604052348015600e575f5ffd5b5060ed8061001b5f395ff3fe6080604052348015600e575f5ffd5b5060043610603057"
                    + "5f3560e01c80633fa4f2451460345780636057361d14604d575b5f5ffd5b603b5f5481565b60405190815260200160405180"
                    + "910390f35b605c605836600460d7565b605e565b005b80600d03609b5760405162461bcd60e51b8152602060048201526007"
                    + "602482015266756e6c75636b7960c81b604482015260640160405180910390fd5b5f81905560405181815233907febfcf7c0"
                    + "a1b09f6499e519a8d8bb85ce33cd539ec6cbd964e116cd74943ead1a9060200160405180910390a250565b5f602082840312"
                    + "1560e6575f5ffd5b503591905056";

    private static final Event STORED = new Event(
            "Stored", List.of(TypeReference.create(Address.class, true), TypeReference.create(Uint256.class)));
    private static final String TOPIC = EventEncoder.encode(STORED);

    private static LocalNetwork network;
    private static Web3j first;
    private static Web3j third;

    @BeforeAll
    static void up(@TempDir Path folder) throws InterruptedException {
        Wish wish = new Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.of(RPC_PORT));
        network = LocalNetwork.openOrCreate(folder.resolve("net"), wish, NodeLauncher.ofThisProcess(NodeMain.class));
        network.start(nodes());
        network.awaitReady(nodes(), START_LIMIT);
        first = Web3j.build(new HttpService(nodes().get(0).rpcUrl()));
        third = Web3j.build(new HttpService(nodes().get(2).rpcUrl()));
    }

    @AfterAll
    static void down() {
        first.shutdown();
        third.shutdown();
        network.stop(nodes());
    }

    @Test
    void transfersOfEveryTypeAreFinalWithTheSameReceiptOnAnotherValidator() throws Exception {
        Credentials from = account(0);
        String to = "0x00000000000000000000000000000000000070a0";
        BigInteger value = BigInteger.TWO;
        BigInteger nonce = nonce(from);
        var accessList = List.of(new AccessListObject(to, List.of("0x" + "00".repeat(32))));
        var consent = AuthorizationTuple.from(CHAIN_ID, to, BigInteger.ZERO, STRANGER);
        List<RawTransaction> transfers = List.of(
                RawTransaction.createEtherTransaction(nonce, FEE_CAP, GAS, to, value),
                RawTransaction.createTransaction(
                        CHAIN_ID, nonce.add(BigInteger.ONE), FEE_CAP, GAS, to, value, "0x", accessList),
                RawTransaction.createEtherTransaction(
                        CHAIN_ID, nonce.add(BigInteger.TWO), GAS, to, value, TIP, FEE_CAP),
                RawTransaction.createTransaction(
                        CHAIN_ID,
                        nonce.add(BigInteger.valueOf(3)),
                        TIP,
                        FEE_CAP,
                        GAS,
                        to,
                        value,
                        "0x",
                        List.of(),
                        List.of(consent)));
        List<String> types = List.of("0x0", "0x1", "0x2", "0x4");

        for (int i = 0; i < types.size(); i++) {
            String hash = send(transfers.get(i), from);
            TransactionReceipt receipt = receipt(first, hash);
            assertThat(receipt.getStatus()).isEqualTo("0x1");
            assertThat(receipt.getType()).isEqualTo(types.get(i));
            assertThat(receipt(third, hash)).isEqualTo(receipt);
        }

        assertThat(ask(third.ethGetBalance(to, DefaultBlockParameterName.LATEST))
                        .getBalance())
                .isEqualTo(8);
        assertThat(ask(third.ethGetCode(STRANGER.getAddress(), DefaultBlockParameterName.LATEST))
                        .getCode())
                .isEqualTo("0xef0100" + to.substring(2));
    }

    @Test
    void aContractIsDeployedCalledAndRevertsWithItsReason() throws Exception {
        Credentials from = account(1);
        String keeper = deploy(from);

        assertThat(receipt(first, store(from, keeper, 42)).getStatus()).isEqualTo("0x1");
        assertThat(value(first, keeper)).isEqualTo(42);

        EthCall unlucky = first.ethCall(call(from, keeper, storing(13)), DefaultBlockParameterName.LATEST)
                .send();
        assertThat(unlucky.isReverted()).isTrue();
        assertThat(unlucky.getError().getCode()).isEqualTo(3);
        assertThat(unlucky.getError().getMessage()).isEqualTo("execution reverted: unlucky");
        String data = unlucky.getError().getData().replace("\"", "");
        assertThat(data).startsWith("0x08c379a0");
        assertThat(decode(data.substring(10), TypeReference.create(Utf8String.class)))
                .isEqualTo("unlucky");
        assertThat(first.ethEstimateGas(call(from, keeper, storing(13)))
                        .send()
                        .getError()
                        .getMessage())
                .isEqualTo("execution reverted: unlucky");

        TransactionReceipt refused = receipt(first, store(from, keeper, 13));
        assertThat(refused.getStatus()).isEqualTo("0x0");
        assertThat(refused.getLogs()).isEmpty();
        assertThat(value(first, keeper)).isEqualTo(42);
    }

    @Test
    void logsAreReadByFilterAndBySubscription() throws Exception {
        Credentials from = account(2);
        String keeper = deploy(from);
        BlockingQueue<LogNotification> arrived = new LinkedBlockingQueue<>();
        WebSocketService socket = new WebSocketService(nodes().get(2).rpcUrl().replaceFirst("^http", "ws"), false);
        socket.connect();
        Web3j live = Web3j.build(socket);
        Disposable subscription =
                live.logsNotifications(List.of(keeper), List.of(TOPIC)).subscribe(arrived::add);
        try {
            await("the subscription", () -> !socket.getSubscriptionIdsMap().isEmpty());
            EthFilter filter =
                    new EthFilter(DefaultBlockParameterName.EARLIEST, DefaultBlockParameterName.LATEST, keeper);
            filter.addSingleTopic(TOPIC);
            BigInteger installed = ask(first.ethNewFilter(filter)).getFilterId();

            TransactionReceipt receipt = receipt(first, store(from, keeper, 7));
            Log expected = receipt.getLogs().get(0);

            assertThat(decode(expected.getData(), TypeReference.create(Uint256.class)))
                    .isEqualTo(BigInteger.valueOf(7));
            assertThat(expected.getTopics()).containsExactly(TOPIC, topic(from.getAddress()));
            assertThat(logs(ask(first.ethGetLogs(filter)))).containsExactly(expected);
            assertThat(logs(ask(first.ethGetFilterChanges(installed)))).containsExactly(expected);
            assertThat(logs(ask(first.ethGetFilterLogs(installed)))).containsExactly(expected);

            LogNotification heard = arrived.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(heard).isNotNull();
            var log = heard.getParams().getResult();
            assertThat(log.getTransactionHash()).isEqualTo(receipt.getTransactionHash());
            assertThat(log.getBlockHash()).isEqualTo(receipt.getBlockHash());
            assertThat(log.getTopics()).isEqualTo(expected.getTopics());
            assertThat(log.getData()).isEqualTo(expected.getData());
            assertThat(arrived).isEmpty();
        } finally {
            subscription.dispose();
            live.shutdown();
        }
    }

    @Test
    void proofsOfAccountSlotAndAbsenceHoldAgainstTheHeader() throws Exception {
        Credentials from = account(3);
        String keeper = deploy(from);
        assertThat(receipt(first, store(from, keeper, 99)).isStatusOK()).isTrue();
        String slot = "0x" + "00".repeat(32);
        String other = "0x" + "00".repeat(31) + "01";

        ProofAt at = proofAtHead(keeper, List.of(slot, other));

        EthGetProof.Proof proof = at.proof();
        Optional<byte[]> account =
                PatriciaProof.follow(at.stateRoot(), Numeric.hexStringToByteArray(keeper), proof.getAccountProof());
        assertThat(account).isPresent();
        List<RlpType> fields = PatriciaProof.list(account.orElseThrow());
        assertThat(new BigInteger(1, PatriciaProof.bytes(fields.get(0)))).isEqualTo(BigInteger.ONE);
        assertThat(new BigInteger(1, PatriciaProof.bytes(fields.get(1)))).isEqualTo(proof.getBalance());
        assertThat(Numeric.toHexString(PatriciaProof.bytes(fields.get(2)))).isEqualTo(proof.getStorageHash());
        assertThat(Numeric.toHexString(PatriciaProof.bytes(fields.get(3))))
                .isEqualTo(proof.getCodeHash())
                .isEqualTo(Hash.sha3(ask(first.ethGetCode(keeper, DefaultBlockParameterName.LATEST))
                        .getCode()));
        assertThat(slot(proof, 0)).hasValueSatisfying(value -> assertThat(value).containsExactly(99));
        assertThat(slot(proof, 1)).isEmpty();

        String nobody = "0x" + "ab".repeat(20);
        ProofAt absence = proofAtHead(nobody, List.of());
        assertThat(PatriciaProof.follow(
                        absence.stateRoot(),
                        Numeric.hexStringToByteArray(nobody),
                        absence.proof().getAccountProof()))
                .isEmpty();
    }

    /** What the proof says of its {@code index}th slot, with the RLP of the value taken off. */
    private static Optional<byte[]> slot(EthGetProof.Proof proof, int index) {
        EthGetProof.StorageProof slot = proof.getStorageProof().get(index);
        return PatriciaProof.follow(
                        proof.getStorageHash(), Numeric.hexStringToByteArray(slot.getKey()), slot.getProof())
                .map(value ->
                        PatriciaProof.bytes(RlpDecoder.decode(value).getValues().get(0)));
    }

    private record ProofAt(String stateRoot, EthGetProof.Proof proof) {}

    /** Asks again if a block came in between: only the head's state has proofs. */
    private static ProofAt proofAtHead(String account, List<String> slots) throws Exception {
        BlockingQueue<ProofAt> found = new LinkedBlockingQueue<>();
        await("a proof at the head", () -> {
            EthBlock.Block before = head();
            EthGetProof.Proof proof =
                    ask(first.ethGetProof(account, slots, "latest")).getResult();
            return head().getHash().equals(before.getHash()) && found.add(new ProofAt(before.getStateRoot(), proof));
        });
        return found.remove();
    }

    private static EthBlock.Block head() throws IOException {
        return ask(first.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                .getBlock();
    }

    private static String deploy(Credentials from) throws Exception {
        RawTransaction creation =
                RawTransaction.createTransaction(CHAIN_ID, nonce(from), GAS, "", BigInteger.ZERO, KEEPER, TIP, FEE_CAP);
        TransactionReceipt receipt = receipt(first, send(creation, from));
        assertThat(receipt.isStatusOK()).isTrue();
        return receipt.getContractAddress();
    }

    private static String store(Credentials from, String keeper, int value) throws IOException {
        return send(
                RawTransaction.createTransaction(
                        CHAIN_ID, nonce(from), GAS, keeper, BigInteger.ZERO, storing(value), TIP, FEE_CAP),
                from);
    }

    private static String storing(int value) {
        return FunctionEncoder.encode(new Function("store", List.of(new Uint256(value)), List.of()));
    }

    private static Object value(Web3j client, String keeper) throws IOException {
        String asking = FunctionEncoder.encode(new Function("value", List.of(), List.of()));
        String answer = ask(client.ethCall(call(account(0), keeper, asking), DefaultBlockParameterName.LATEST))
                .getValue();
        return ((BigInteger) decode(answer, TypeReference.create(Uint256.class))).intValueExact();
    }

    private static Transaction call(Credentials from, String to, String data) {
        return Transaction.createEthCallTransaction(from.getAddress(), to, data);
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // web3j's own signatures
    private static Object decode(String data, TypeReference<?> type) {
        List<Type> values = FunctionReturnDecoder.decode(data, List.of((TypeReference<Type>) type));
        return values.get(0).getValue();
    }

    private static String topic(String address) {
        return "0x" + "00".repeat(12) + address.substring(2);
    }

    private static List<Log> logs(EthLog answer) {
        return answer.getLogs().stream().map(log -> (Log) log.get()).toList();
    }

    private static String send(RawTransaction transaction, Credentials from) throws IOException {
        byte[] signed = transaction.getType().isLegacy()
                ? TransactionEncoder.signMessage(transaction, CHAIN_ID, from)
                : TransactionEncoder.signMessage(transaction, from);
        String hash =
                ask(first.ethSendRawTransaction(Numeric.toHexString(signed))).getTransactionHash();
        assertThat(hash).isEqualTo(Hash.sha3(Numeric.toHexString(signed)));
        return hash;
    }

    private static BigInteger nonce(Credentials of) throws IOException {
        return ask(first.ethGetTransactionCount(of.getAddress(), DefaultBlockParameterName.PENDING))
                .getTransactionCount();
    }

    private static TransactionReceipt receipt(Web3j client, String hash) throws Exception {
        await(
                "the receipt of " + hash,
                () -> ask(client.ethGetTransactionReceipt(hash))
                        .getTransactionReceipt()
                        .isPresent());
        return ask(client.ethGetTransactionReceipt(hash))
                .getTransactionReceipt()
                .orElseThrow();
    }

    /** The answer, which must not be an error. */
    private static <T extends Response<?>> T ask(Request<?, T> request) throws IOException {
        T answer = request.send();
        assertThat(answer.hasError())
                .as(() -> request.getMethod() + ": " + answer.getError().getMessage())
                .isFalse();
        return answer;
    }

    /** One account per test, so that tests do not share nonces. */
    private static Credentials account(int index) {
        return Credentials.create(DevelopmentAccounts.secretKeys().get(index).toHex());
    }

    private static List<NodePlan> nodes() {
        return network.plan().nodes();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited %s for %s", PATIENCE, what).isLessThan(end);
            Thread.sleep(Duration.ofMillis(50));
        }
    }
}
