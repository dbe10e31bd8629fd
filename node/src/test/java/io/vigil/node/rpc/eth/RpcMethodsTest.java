package io.vigil.node.rpc.eth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.node.rpc.CallResult;
import io.vigil.node.rpc.CallResult.Ending;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.RpcObserver;
import io.vigil.node.rpc.json.Session;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Authorization;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Bloom;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Log;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.state.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The methods over a small chain in memory: answers, errors to the letter, limits. */
class RpcMethodsTest {
    private static final long CHAIN_ID = 20200309;
    private static final Bytes KEY = Bytes.fromHex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    private static final Address RICH = Secp256k1.address(KEY);
    private static final Address CONTRACT = Address.fromHex("0x00000000000000000000000000000000000c0de1");
    private static final Hash TOPIC = Keccak.hash(Bytes.of(1));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CALL = "{\"to\":\"" + CONTRACT + "\",\"data\":\"0x01\"}";

    private int height;
    private final ChainTwin chain = new ChainTwin();
    private final PortTwins.CallsTwin calls = new PortTwins.CallsTwin();
    private final PortTwins.PoolTwin pool = new PortTwins.PoolTwin();
    private final PortTwins.EventsTwin events = new PortTwins.EventsTwin();
    private final Dispatcher dispatcher = new Dispatcher(
            RpcMethods.table(new RpcMethods.Ports(
                    chain,
                    calls,
                    new PortTwins.TracesTwin(),
                    pool,
                    events,
                    new PortTwins.NodeTwin(CHAIN_ID),
                    new UnlockedAccounts(List.of(KEY)))),
            new RpcObserver() {
                @Override
                public void answered(String method, Duration took, boolean failed) {}

                @Override
                public void crashed(String method, Throwable cause) {
                    throw new AssertionError(method, cause);
                }

                @Override
                public void cutOff(String remote, String why) {}
            });

    @BeforeEach
    void makeAChain() {
        chain.accounts.put(RICH, new Account(2, UInt256.of(1_000_000_000_000_000_000L), Keccak.EMPTY_HASH));
        Bytes code = Bytes.of(0x60, 0x00);
        chain.codes.put(Keccak.hash(code), code);
        chain.accounts.put(CONTRACT, new Account(1, UInt256.ZERO, Keccak.hash(code)));
        chain.slots.put(CONTRACT, Map.of(UInt256.of(5), UInt256.of(0x2a)));
        append(List.of(), List.of());
        append(
                List.of(dynamic(0, new Target.Call(CONTRACT)), dynamic(1, new Target.Create())),
                List.of(
                        Receipt.of(2, true, 50_000, List.of(log(1), log(2))),
                        Receipt.of(2, false, 110_000, List.of())));
    }

    @AfterEach
    void everySnapshotIsClosed() {
        assertThat(chain.openSnapshots()).isZero();
    }

    private void append(List<Transaction> transactions, List<Receipt> receipts) {
        int number = height++;
        List<Log> logs =
                receipts.stream().flatMap(receipt -> receipt.logs().stream()).toList();
        Header header = Header.builder()
                .number(number)
                .timestamp(1_000 + number)
                .gasLimit(60_000_000)
                .gasUsed(receipts.isEmpty() ? 0 : receipts.getLast().cumulativeGasUsed())
                .baseFeePerGas(UInt256.of(7))
                .logsBloom(Bloom.of(logs))
                .beneficiary(Address.ofInt(0xfee))
                .build();
        chain.append(Block.of(header, transactions, List.of(new SystemInput(0xf0, Bytes.of(1)))), receipts);
    }

    private static Log log(int data) {
        return new Log(CONTRACT, List.of(TOPIC), Bytes.of(data));
    }

    private static Transaction dynamic(long nonce, Target target) {
        return new TransactionBody.DynamicFee(
                        CHAIN_ID,
                        nonce,
                        UInt256.of(3),
                        UInt256.of(100),
                        100_000,
                        target,
                        UInt256.ONE,
                        Bytes.of(1, 2),
                        List.of(new AccessListEntry(CONTRACT, List.of(TOPIC))))
                .sign(KEY);
    }

    @Test
    void knowsTheNode() {
        assertThat(result("eth_chainId")).isEqualTo("\"0x1343b75\"");
        assertThat(result("net_version")).isEqualTo("\"20200309\"");
        assertThat(result("net_listening")).isEqualTo("true");
        assertThat(result("net_peerCount")).isEqualTo("\"0x3\"");
        assertThat(result("eth_syncing")).isEqualTo("false");
        assertThat(result("web3_clientVersion")).isEqualTo("\"Vigil/test\"");
        assertThat(result("web3_sha3", "\"0x\"")).isEqualTo("\"" + Keccak.EMPTY_HASH + "\"");
        assertThat(result("eth_accounts")).isEqualTo("[\"" + RICH + "\"]");
        assertThat(result("rpc_modules"))
                .isEqualTo(
                        "{\"debug\":\"1.0\",\"eth\":\"1.0\",\"net\":\"1.0\",\"personal\":\"1.0\",\"vigil\":\"1.0\",\"web3\":\"1.0\",\"rpc\":\"1.0\"}");
    }

    @Test
    void hasNoTimeMachine() {
        for (String method : List.of("evm_mine", "evm_snapshot", "anvil_setBalance", "hardhat_reset", "debug_x")) {
            assertThat(error(method)).isEqualTo("-32601 the method " + method + " does not exist/is not available");
        }
    }

    @Test
    void readsAccounts() {
        assertThat(result("eth_getBalance", quoted(RICH), "\"latest\"")).isEqualTo("\"0xde0b6b3a7640000\"");
        assertThat(result("eth_getBalance", quoted(Address.ZERO), "\"finalized\""))
                .isEqualTo("\"0x0\"");
        assertThat(result("eth_getCode", quoted(CONTRACT), "{\"blockNumber\":\"0x1\"}"))
                .isEqualTo("\"0x6000\"");
        assertThat(result(
                        "eth_getStorageAt",
                        quoted(CONTRACT),
                        "\"0x5\"",
                        "{\"blockHash\":\"" + chain.head().hash() + "\"}"))
                .isEqualTo("\"0x000000000000000000000000000000000000000000000000000000000000002a\"");
        assertThat(result("eth_getTransactionCount", quoted(RICH), "\"safe\"")).isEqualTo("\"0x2\"");
        pool.submit(dynamic(2, new Target.Call(RICH)));
        assertThat(result("eth_getTransactionCount", quoted(RICH), "\"pending\""))
                .isEqualTo("\"0x3\"");
        assertThat(result("eth_getProof", quoted(CONTRACT), "[\"0x5\"]", "\"latest\""))
                .contains("\"key\":\"0x5\",\"value\":\"0x2a\"");
    }

    @Test
    void saysWhichArgumentIsWrong() {
        assertThat(error("eth_getBalance")).isEqualTo("-32602 missing value for required argument 0");
        assertThat(error("eth_getBalance", "\"0x12\"", "\"latest\""))
                .isEqualTo("-32602 invalid argument 0: hex string has length 2, want 40 for common.Address");
        assertThat(error("eth_getBalance", "7", "\"latest\""))
                .isEqualTo("-32602 invalid argument 0: json: cannot unmarshal non-string into Go value of type"
                        + " common.Address");
        assertThat(error("eth_getBalance", quoted(RICH), "\"newest\""))
                .isEqualTo("-32602 invalid argument 1: hex string without 0x prefix");
        assertThat(error("eth_getBalance", quoted(RICH), "\"0x01\""))
                .isEqualTo("-32602 invalid argument 1: hex number with leading zero digits");
        assertThat(error("eth_getBalance", quoted(RICH), "\"0xffffffffffffffff\""))
                .isEqualTo("-32602 invalid argument 1: block number larger than int64");
        assertThat(error("eth_getBalance", quoted(RICH), "{}"))
                .isEqualTo("-32602 invalid argument 1: invalid arguments; neither block nor hash specified");
        assertThat(error(
                        "eth_getBalance",
                        quoted(RICH),
                        "{\"blockHash\":\"" + Hash.ZERO + "\",\"blockNumber\":\"0x1\"}"))
                .isEqualTo("-32602 invalid argument 1: cannot specify both BlockHash and BlockNumber, choose one or the"
                        + " other");
        assertThat(error("eth_getBalance", quoted(RICH), "\"latest\"", "1"))
                .isEqualTo("-32602 too many arguments, want at most 2");
        assertThat(error("eth_getBalance", quoted(RICH), "\"0x9\"")).isEqualTo("-32000 header not found");
        assertThat(error("eth_getBalance", quoted(RICH), "{\"blockHash\":\"" + Hash.ZERO + "\"}"))
                .isEqualTo("-32000 header for hash not found");
        assertThat(error("eth_getBalance", quoted(RICH), "\"earliest\""))
                .startsWith("-32000 historical state ")
                .endsWith("of block 0 is not available, states are kept from block 1 on, the head is at 1");
        assertThat(error("eth_getBlockByNumber", "\"latest\""))
                .isEqualTo("-32602 missing value for required argument 1");
        assertThat(error("eth_getBlockByNumber", "\"latest\"", "\"yes\""))
                .isEqualTo("-32602 invalid argument 1: json: cannot unmarshal string into Go value of type bool");
        assertThat(error("eth_call", "{\"gas\":7}", "\"latest\""))
                .isEqualTo("-32602 invalid argument 0: json: cannot unmarshal non-string into Go struct field "
                        + "TransactionArgs.gas of type hexutil.Uint64");
        assertThat(error("eth_call", "[]", "\"latest\""))
                .isEqualTo("-32602 invalid argument 0: json: cannot unmarshal array into Go value of type"
                        + " ethapi.TransactionArgs");
        assertThat(error("eth_getProof", quoted(RICH), "[" + "\"0x1\",".repeat(1_024) + "\"0x2\"]", "\"latest\""))
                .isEqualTo("-32602 too many storage keys (max 1024)");
    }

    @Test
    void givesNothingForWhatIsNotThere() {
        String nothing = "\"" + Keccak.hash(Bytes.of(9)) + "\"";
        assertThat(result("eth_getBlockByHash", nothing, "false")).isEqualTo("null");
        assertThat(result("eth_getBlockByNumber", "\"0x99\"", "false")).isEqualTo("null");
        assertThat(result("eth_getTransactionByHash", nothing)).isEqualTo("null");
        assertThat(result("eth_getTransactionReceipt", nothing)).isEqualTo("null");
        assertThat(result("eth_getBlockReceipts", nothing)).isEqualTo("null");
        assertThat(result("eth_getBlockTransactionCountByHash", nothing)).isEqualTo("null");
        assertThat(result("eth_getTransactionByBlockNumberAndIndex", "\"0x1\"", "\"0x2\""))
                .isEqualTo("null");
        assertThat(result("eth_getUncleCountByBlockNumber", "\"0x1\"")).isEqualTo("\"0x0\"");
    }

    @Test
    void runsCalls() {
        assertThat(result("eth_call", CALL, "\"latest\"")).isEqualTo("\"0x2a\"");
        assertThat(calls.asked.getLast().gasLimit()).isEqualTo(CallMethods.MAX_CALL_GAS);
        assertThat(result("eth_call", "{\"to\":\"" + CONTRACT + "\",\"data\":\"0x01\",\"input\":\"0x01\"}"))
                .isEqualTo("\"0x2a\"");
        assertThat(error("eth_call", "{\"to\":\"" + CONTRACT + "\",\"data\":\"0x01\",\"input\":\"0x02\"}"))
                .startsWith("-32000 both \"data\" and \"input\" are set and not equal.");
        assertThat(error("eth_call", "{\"gasPrice\":\"0x1\",\"maxFeePerGas\":\"0x1\"}"))
                .isEqualTo("-32000 both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
        assertThat(error("eth_call", "{\"chainId\":\"0x1\"}"))
                .isEqualTo("-32000 chainId does not match node's (have=1, want=20200309)");
        calls.script = (from, body, site) -> new CallResult.Refused("insufficient funds", false);
        assertThat(error("eth_call", "{\"to\":\"" + CONTRACT + "\",\"gas\":\"0x64\"}"))
                .isEqualTo("-32000 err: insufficient funds (supplied gas 100)");
        calls.script = (from, body, site) -> new CallResult.OutOfTime();
        assertThat(error("eth_call", CALL)).isEqualTo("-32000 execution aborted (timeout = 5s)");
        ends(new Ending.Halted("invalid opcode: INVALID"));
        assertThat(error("eth_call", CALL)).isEqualTo("-32000 invalid opcode: INVALID");
    }

    @Test
    void tellsWhyACallReverted() {
        ends(new Ending.Reverted(Bytes.fromHex("0x08c379a0"
                + "0000000000000000000000000000000000000000000000000000000000000020"
                + "000000000000000000000000000000000000000000000000000000000000000a"
                + "75736572206572726f7200000000000000000000000000000000000000000000")));
        assertThat(error("eth_call", CALL)).isEqualTo("3 execution reverted: user error");
        ends(new Ending.Reverted(Bytes.EMPTY));
        assertThat(answer("eth_call", CALL).path("error").toString())
                .isEqualTo("{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x\"}");
        String panic = "0x4e487b7100000000000000000000000000000000000000000000000000000000000000";
        Map<String, String> reasons = Map.of(
                "01",
                "assert(false)",
                "11",
                "arithmetic underflow or overflow",
                "12",
                "division or modulo by zero",
                "32",
                "out-of-bounds access of an array or bytesN",
                "99",
                "unknown panic code: 0x99");
        reasons.forEach((code, reason) -> {
            ends(new Ending.Reverted(Bytes.fromHex(panic + code)));
            assertThat(error("eth_estimateGas", CALL)).isEqualTo("3 execution reverted: " + reason);
        });
        ends(new Ending.Reverted(Bytes.fromHex("0x08c379a0" + "ff".repeat(64)))); // lies about its length
        assertThat(error("eth_call", CALL)).isEqualTo("3 execution reverted");
    }

    @Test
    void appliesOverrides() {
        calls.script = (from, body, site) -> new CallResult.Ran(
                new Ending.Returned(Bytes.concat(
                        site.state().account(CONTRACT).orElseThrow().balance().toMinimalBytes(),
                        site.state()
                                .code(site.state()
                                        .account(CONTRACT)
                                        .orElseThrow()
                                        .codeHash()),
                        site.state().slot(CONTRACT, UInt256.of(5)).toMinimalBytes(),
                        site.state().slot(CONTRACT, UInt256.of(6)).toMinimalBytes(),
                        Bytes.of((int) site.environment().timestamp()))),
                21_000,
                List.of());
        String five = "\"0x0000000000000000000000000000000000000000000000000000000000000005\"";
        String six = "\"0x0000000000000000000000000000000000000000000000000000000000000006\"";
        String word = "\"0x0000000000000000000000000000000000000000000000000000000000000077\"";

        assertThat(result("eth_call", CALL, "\"latest\"")).isEqualTo("\"0x60002ae9\"");
        assertThat(result("eth_call", CALL, "\"pending\"")).isEqualTo("\"0x60002aea\"");
        assertThat(result(
                        "eth_call",
                        CALL,
                        "\"latest\"",
                        "{\"" + CONTRACT + "\":{\"balance\":\"0x11\",\"code\":\"0xfe\",\"stateDiff\":{" + six + ":"
                                + word + "}}}",
                        "{\"time\":\"0x10\"}"))
                .isEqualTo("\"0x11fe2a7710\"");
        assertThat(result(
                        "eth_call",
                        CALL,
                        "\"latest\"",
                        "{\"" + CONTRACT + "\":{\"state\":{" + six + ":" + word + "}}}"))
                .isEqualTo("\"0x600077e9\"");
        assertThat(error(
                        "eth_call",
                        CALL,
                        "\"latest\"",
                        "{\"" + CONTRACT + "\":{\"state\":{" + five + ":" + word + "},\"stateDiff\":{}}}"))
                .isEqualTo("-32602 invalid argument 2: account " + CONTRACT + " has both 'state' and 'stateDiff'");
    }

    @Test
    void estimatesGasInTheNextBlock() {
        long needed = 123_456;
        calls.script = (from, body, site) -> {
            assertThat(site.environment().timestamp())
                    .isEqualTo(chain.head().header().timestamp() + 1);
            return body.gasLimit() < needed
                    ? new CallResult.Ran(new Ending.Halted("out of gas"), body.gasLimit(), List.of())
                    : new CallResult.Ran(new Ending.Returned(Bytes.EMPTY), 60_000, List.of());
        };
        long estimate =
                Long.decode(answer("eth_estimateGas", CALL).path("result").asText());
        assertThat(estimate).isBetween(needed, needed + needed * 2 / 100);

        assertThat(error("eth_estimateGas", "{\"to\":\"" + CONTRACT + "\",\"data\":\"0x01\",\"gas\":\"0x1e23f\"}"))
                .isEqualTo("-32000 gas required exceeds allowance (123455)");
        calls.script =
                (from, body, site) -> new CallResult.Ran(new Ending.Halted("out of gas"), body.gasLimit(), List.of());
        assertThat(error("eth_estimateGas", CALL)).isEqualTo("-32000 gas required exceeds allowance (16777216)");
        calls.script =
                (from, body, site) -> new CallResult.Refused("insufficient funds for gas * price + value", false);
        assertThat(error("eth_estimateGas", CALL))
                .isEqualTo("-32000 failed with 16777216 gas: insufficient funds for gas * price + value");
        assertThat(error(
                        "eth_estimateGas",
                        "{\"from\":\"" + CONTRACT + "\",\"to\":\"" + RICH
                                + "\",\"gasPrice\":\"0x1\",\"value\":\"0x1\"}"))
                .isEqualTo("-32000 insufficient funds for transfer");
        ends(new Ending.Returned(Bytes.EMPTY));
        assertThat(result("eth_estimateGas", "{\"to\":\"" + RICH + "\"}")).isEqualTo("\"0x5208\"");
    }

    @Test
    void makesAccessLists() {
        List<AccessListEntry> touched = List.of(
                new AccessListEntry(Address.ZERO, List.of()),
                new AccessListEntry(CONTRACT, List.of(TOPIC)),
                new AccessListEntry(Address.ofInt(2), List.of()),
                new AccessListEntry(Address.ofInt(0xaaaa), List.of()));
        calls.script = (from, body, site) -> new CallResult.Ran(new Ending.Reverted(Bytes.EMPTY), 30_000, touched);

        assertThat(result("eth_createAccessList", CALL, "\"latest\""))
                .isEqualTo("{\"accessList\":[{\"address\":\"" + CONTRACT + "\",\"storageKeys\":[\"" + TOPIC + "\"]},"
                        + "{\"address\":\"" + Address.ofInt(0xaaaa) + "\",\"storageKeys\":[]}],"
                        + "\"error\":\"execution reverted\",\"gasUsed\":\"0x7530\"}");
        assertThat(calls.asked).hasSize(2);
        assertThat(calls.asked.getLast().accessList()).hasSize(2);
    }

    @Test
    void sendsTransactions() {
        Transaction transaction = dynamic(2, new Target.Call(RICH));
        assertThat(result("eth_sendRawTransaction", "\"" + transaction.encode() + "\""))
                .isEqualTo("\"" + transaction.hash() + "\"");
        assertThat(answer("eth_getTransactionByHash", "\"" + transaction.hash() + "\"")
                        .path("result")
                        .path("blockHash")
                        .isNull())
                .isTrue();
        assertThat(error("eth_sendRawTransaction", "\"" + transaction.encode() + "00\""))
                .isEqualTo("-32000 rlp: RLP at byte " + (transaction.encode().size() - 1) + ": 1 bytes too many");
        assertThat(error("eth_sendRawTransaction", "\"0x05c0\"")).isEqualTo("-32000 transaction type not supported");
        assertThat(error("eth_sendRawTransaction", "\"0x\"")).startsWith("-32000 rlp: ");
        pool.refusal = "nonce too low: next nonce 2, tx nonce 0";
        assertThat(error("eth_sendRawTransaction", "\"" + transaction.encode() + "\""))
                .isEqualTo("-32000 nonce too low: next nonce 2, tx nonce 0");
    }

    @Test
    void signsForUnlockedAccounts() throws MalformedException {
        assertThat(result("personal_sign", "\"0x68656c6c6f\"", quoted(RICH)))
                .isEqualTo(result("eth_sign", quoted(RICH), "\"0x68656c6c6f\""));
        assertThat(error("eth_sign", quoted(CONTRACT), "\"0x00\"")).isEqualTo("-32000 unknown account");

        String sent = answer(
                        "eth_sendTransaction", "{\"from\":\"" + RICH + "\",\"to\":\"" + RICH + "\",\"value\":\"0x1\"}")
                .path("result")
                .asText();
        Transaction transaction = pool.find(Hash.fromHex(sent)).orElseThrow().transaction();
        assertThat(transaction.nonce()).isEqualTo(2);
        assertThat(transaction.gasLimit()).isEqualTo(21_000);
        assertThat(transaction.maxFeePerGas())
                .isEqualTo(transaction.maxPriorityFeePerGas().add(UInt256.of(18)));
        assertThat(error("eth_sendTransaction", "{\"from\":\"" + CONTRACT + "\"}"))
                .isEqualTo("-32000 unknown account");

        assertThat(error("eth_signTransaction", "{\"from\":\"" + RICH + "\"}")).isEqualTo("-32000 gas not specified");
        String raw = answer(
                        "eth_signTransaction",
                        "{\"from\":\"" + RICH + "\",\"gas\":\"0x5208\",\"gasPrice\":\"0x9\",\"nonce\":\"0x7\"}")
                .path("result")
                .path("raw")
                .asText();
        Transaction signed = Transaction.decode(Bytes.fromHex(raw));
        assertThat(signed.sender()).contains(RICH);
        assertThat(signed.type()).isZero();
    }

    /** The example of EIP-712. */
    @Test
    void signsTypedData() throws Exception {
        String mail = """
            {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
            {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
            "Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],
            "Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},{"name":"contents","type":"string"}]},
            "primaryType":"Mail","domain":{"name":"Ether Mail","version":"1","chainId":1,
            "verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
            "message":{"from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
            "to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},"contents":"Hello, Bob!"}}
            """;
        Hash expected = Hash.fromHex("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
        assertThat(TypedData.hash(JSON.readTree(mail))).isEqualTo(expected);

        String signature = answer("eth_signTypedData_v4", quoted(RICH), JSON.writeValueAsString(mail))
                .path("result")
                .asText();
        Bytes bytes = Bytes.fromHex(signature);
        assertThat(Secp256k1.recoverAddress(
                        expected, UInt256.of(bytes.slice(0, 32)), UInt256.of(bytes.slice(32, 32)), bytes.get(64) - 27))
                .contains(RICH);
    }

    @Test
    void findsLogs() {
        assertThat(logs("{}")).containsExactly("0x01", "0x02");
        assertThat(logs("{\"fromBlock\":\"earliest\",\"topics\":[\"" + TOPIC + "\"]}"))
                .hasSize(2);
        assertThat(logs("{\"topics\":[null]}")).hasSize(2);
        assertThat(logs("{\"topics\":[null,null]}")).isEmpty();
        assertThat(logs("{\"address\":[\"" + CONTRACT + "\",\"" + RICH + "\"]}"))
                .hasSize(2);
        assertThat(logs("{\"address\":\"" + RICH + "\"}")).isEmpty();
        assertThat(logs("{\"blockHash\":\"" + chain.head().hash() + "\"}")).hasSize(2);
        assertThat(error("eth_getLogs", "{\"blockHash\":\"" + Hash.ZERO + "\"}"))
                .isEqualTo("-32000 unknown block");
        assertThat(error("eth_getLogs", "{\"topics\":[null,null,null,null,null]}"))
                .isEqualTo("-32602 invalid argument 0: exceed max topics");
        assertThat(error("eth_getLogs", "{\"toBlock\":\"pending\"}"))
                .isEqualTo("-32000 pending logs are not supported");
    }

    @Test
    void namesARangeThatWouldHavePassed() {
        for (int block = 0; block < 3; block++) {
            append(
                    List.of(dynamic(0, new Target.Call(CONTRACT))),
                    List.of(Receipt.of(2, true, 1, Collections.nCopies(4_000, log(block)))));
        }
        assertThat(error("eth_getLogs", "{\"fromBlock\":\"0x0\",\"toBlock\":\"latest\"}"))
                .isEqualTo("-32005 query returned more than 10000 results. Try with this block range [0x0, 0x3].");
        assertThat(logs("{\"fromBlock\":\"0x0\",\"toBlock\":\"0x3\"}")).hasSize(8_002);
    }

    @Test
    void followsTheChainByFilters() {
        String blocks = result("eth_newBlockFilter");
        String logs = result("eth_newFilter", "{\"address\":\"" + CONTRACT + "\"}");
        String pending = result("eth_newPendingTransactionFilter");
        assertThat(result("eth_getFilterChanges", blocks)).isEqualTo("[]");

        append(List.of(dynamic(2, new Target.Call(CONTRACT))), List.of(Receipt.of(2, true, 1, List.of(log(7)))));
        append(List.of(), List.of());
        Transaction waiting = dynamic(3, new Target.Call(RICH));
        events.listeners.forEach(listener -> listener.pending(waiting));

        assertThat(answer("eth_getFilterChanges", blocks).path("result")).hasSize(2);
        assertThat(result("eth_getFilterChanges", blocks)).isEqualTo("[]");
        assertThat(answer("eth_getFilterChanges", logs)
                        .path("result")
                        .get(0)
                        .path("data")
                        .asText())
                .isEqualTo("0x07");
        assertThat(result("eth_getFilterChanges", logs)).isEqualTo("[]");
        assertThat(result("eth_getFilterChanges", pending)).isEqualTo("[\"" + waiting.hash() + "\"]");
        assertThat(error("eth_getFilterLogs", blocks)).isEqualTo("-32000 filter not found");
        assertThat(result("eth_uninstallFilter", pending)).isEqualTo("true");
        assertThat(events.listeners).isEmpty();
        assertThat(result("eth_uninstallFilter", pending)).isEqualTo("false");
        assertThat(error("eth_getFilterChanges", pending)).isEqualTo("-32000 filter not found");
    }

    @Test
    void hasRoomForSoManyFilters() {
        for (int i = 0; i < FilterMethods.MAX_FILTERS; i++) {
            result("eth_newBlockFilter");
        }
        assertThat(error("eth_newBlockFilter")).isEqualTo("-32005 too many filters (limit 1024)");
    }

    @Test
    void tellsSubscribers() throws IOException {
        SessionTwin session = new SessionTwin(1);
        String heads = session.ask("eth_subscribe", "\"newHeads\"");
        String logs =
                session.ask("eth_subscribe", "\"logs\"", "{\"topics\":[\"" + TOPIC + "\"],\"fromBlock\":\"latest\"}");
        session.ask("eth_subscribe", "\"newPendingTransactions\"");
        Transaction transaction = dynamic(0, new Target.Call(CONTRACT));

        List.copyOf(events.listeners).forEach(listener -> {
            try (var snapshot = chain.open()) {
                listener.committed(
                        chain.head(),
                        snapshot.chain().receipts(chain.head().hash()).orElseThrow());
            }
            listener.pending(transaction);
        });

        assertThat(session.told).hasSize(4);
        JsonNode head = session.told.get(0);
        assertThat(head.path("method").asText()).isEqualTo("eth_subscription");
        assertThat("\"" + head.path("params").path("subscription").asText() + "\"")
                .isEqualTo(heads);
        assertThat(head.path("params").path("result").path("hash").asText())
                .isEqualTo(chain.head().hash().toHex());
        assertThat(session.told
                        .get(1)
                        .path("params")
                        .path("result")
                        .path("data")
                        .asText())
                .isEqualTo("0x01");
        assertThat(session.told.get(3).path("params").path("result").asText())
                .isEqualTo(transaction.hash().toHex());
        assertThat(new SessionTwin(2).ask("eth_unsubscribe", heads)).contains("subscription not found");
        assertThat(session.ask("eth_unsubscribe", heads)).isEqualTo("true");
        assertThat(session.ask("eth_unsubscribe", heads)).contains("subscription not found");
        assertThat(session.ask("eth_subscribe", "\"weather\""))
                .contains("no \\\"weather\\\" subscription in eth namespace");
        events.listeners.getFirst().lost();
        assertThat(session.isCut).isTrue();
        session.close();
        assertThat(events.listeners).isEmpty();
        assertThat(logs).startsWith("\"0x");
        assertThat(error("eth_subscribe", "\"newHeads\"")).isEqualTo("-32601 notifications not supported");
    }

    @Test
    void suggestsPrices() {
        assertThat(result("eth_maxPriorityFeePerGas")).isEqualTo("\"0x3\"");
        assertThat(result("eth_gasPrice")).isEqualTo("\"0xc\"");
        assertThat(result("eth_blobBaseFee")).isEqualTo("\"0x1\"");
        JsonNode history =
                answer("eth_feeHistory", "\"0x2\"", "\"latest\"", "[0,50,100]").path("result");
        assertThat(history.path("oldestBlock").asText()).isEqualTo("0x0");
        assertThat(history.path("baseFeePerGas").toString()).isEqualTo("[\"0x7\",\"0x7\",\"0x9\"]");
        assertThat(history.path("gasUsedRatio").toString()).isEqualTo("[0.0,0.0018333333333333333]");
        assertThat(history.path("baseFeePerBlobGas").toString()).isEqualTo("[\"0x1\",\"0x1\",\"0x1\"]");
        assertThat(history.path("blobGasUsedRatio").toString()).isEqualTo("[0,0]");
        assertThat(history.path("reward").toString())
                .isEqualTo("[[\"0x0\",\"0x0\",\"0x0\"],[\"0x3\",\"0x3\",\"0x3\"]]");
        assertThat(error("eth_feeHistory", "\"0x1\"", "\"0x9\"", "[]"))
                .isEqualTo("-32000 request beyond head block: requested 9, head 1");
        assertThat(error("eth_feeHistory", "\"0x1\"", "\"latest\"", "[101]"))
                .isEqualTo("-32602 invalid argument 2: invalid reward percentile: 101");
    }

    /** Everything that is shown fits the schemas of execution-apis. */
    @Test
    void fitsTheSchemas() {
        Transaction setCode = new TransactionBody.SetCode(
                        CHAIN_ID,
                        0,
                        UInt256.ONE,
                        UInt256.of(99),
                        99_000,
                        RICH,
                        UInt256.ZERO,
                        Bytes.EMPTY,
                        List.of(),
                        List.of(Authorization.sign(UInt256.of(CHAIN_ID), CONTRACT, 0, KEY)))
                .sign(KEY);
        Transaction legacy = new TransactionBody.Legacy(
                        CHAIN_ID, 0, UInt256.of(9), 21_000, new Target.Call(RICH), UInt256.ONE, Bytes.EMPTY)
                .sign(KEY);
        Transaction listed = new TransactionBody.WithAccessList(
                        CHAIN_ID, 0, UInt256.of(9), 21_000, new Target.Call(RICH), UInt256.ONE, Bytes.EMPTY, List.of())
                .sign(KEY);
        append(
                List.of(setCode, legacy, listed),
                List.of(
                        Receipt.of(4, true, 30_000, List.of(log(1))),
                        Receipt.of(0, true, 51_000, List.of()),
                        Receipt.of(1, true, 72_000, List.of())));
        pool.submit(dynamic(2, new Target.Call(RICH)));
        List<String[]> asked = new ArrayList<>();
        for (String block : List.of("\"0x0\"", "\"0x1\"", "\"latest\"")) {
            asked.add(new String[] {"eth_getBlockByNumber", block, "true"});
            asked.add(new String[] {"eth_getBlockByNumber", block, "false"});
            asked.add(new String[] {"eth_getBlockReceipts", block});
            asked.add(new String[] {"eth_getBlockTransactionCountByNumber", block});
        }
        for (int index = 0; index < 3; index++) {
            asked.add(new String[] {"eth_getTransactionByBlockNumberAndIndex", "\"latest\"", "\"0x" + index + "\""});
        }
        asked.add(new String[] {"eth_getTransactionReceipt", "\"" + setCode.hash() + "\""});
        asked.add(new String[] {"eth_getTransactionByHash", "\"" + legacy.hash() + "\""});
        asked.add(new String[] {"eth_getLogs", "{\"fromBlock\":\"0x0\"}"});
        asked.add(new String[] {"eth_getProof", quoted(CONTRACT), "[\"0x5\"]", "\"latest\""});
        asked.add(new String[] {"eth_createAccessList", CALL});
        asked.add(new String[] {"eth_call", CALL});
        asked.add(new String[] {"eth_estimateGas", CALL});
        asked.add(new String[] {"eth_feeHistory", "\"0x3\"", "\"latest\"", "[5,95]"});
        asked.add(new String[] {"eth_newFilter", "{}"});
        asked.add(new String[] {"eth_newBlockFilter"});
        asked.add(new String[] {"eth_newPendingTransactionFilter"});
        asked.add(new String[] {"eth_sign", quoted(RICH), "\"0x00\""});
        for (String method : List.of(
                "eth_accounts",
                "eth_blockNumber",
                "eth_chainId",
                "eth_gasPrice",
                "eth_maxPriorityFeePerGas",
                "eth_syncing",
                "net_version")) {
            asked.add(new String[] {method});
        }
        OpenRpcSchemas schemas = new OpenRpcSchemas();
        for (String[] call : asked) {
            assertThat(schemas.knows(call[0])).as(call[0]).isTrue();
            JsonNode answer =
                    answer(call[0], List.of(call).subList(1, call.length).toArray(String[]::new));
            assertThat(answer.has("result")).as(answer.toString()).isTrue();
            assertThat(schemas.faults(call[0], answer.path("result")))
                    .as(String.join(" ", call))
                    .isEmpty();
        }
        assertThat(asked).hasSize(34);
    }

    private void ends(Ending ending) {
        calls.script = (from, body, site) -> new CallResult.Ran(ending, 21_000, List.of());
    }

    private List<String> logs(String query) {
        List<String> data = new ArrayList<>();
        JsonNode answer = answer("eth_getLogs", query);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        answer.path("result").forEach(log -> data.add(log.path("data").asText()));
        return data;
    }

    private static String quoted(Address address) {
        return "\"" + address + "\"";
    }

    private String result(String method, String... params) {
        JsonNode answer = answer(method, params);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.path("result").toString();
    }

    private String error(String method, String... params) {
        JsonNode error = answer(method, params).path("error");
        return error.path("code").asText() + " " + error.path("message").asText();
    }

    private JsonNode answer(String method, String... params) {
        return answer(Session.ANSWERS_ONLY, method, params);
    }

    private JsonNode answer(Session session, String method, String... params) {
        String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":["
                + String.join(",", params) + "]}";
        try {
            return JSON.readTree(dispatcher
                    .answer(request.getBytes(StandardCharsets.UTF_8), session)
                    .orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection that remembers what it was told. */
    private final class SessionTwin implements Session {
        private final long number;
        private final List<JsonNode> told = new ArrayList<>();
        private final List<Runnable> afterAnswer = new ArrayList<>();
        private final List<Runnable> atClose = new ArrayList<>();
        private boolean isCut;

        SessionTwin(long number) {
            this.number = number;
        }

        String ask(String method, String... params) throws IOException {
            JsonNode answer = answer(this, method, params);
            afterAnswer.forEach(Runnable::run);
            afterAnswer.clear();
            return (answer.has("result") ? answer.path("result") : answer.path("error")).toString();
        }

        void close() {
            atClose.forEach(Runnable::run);
        }

        @Override
        public boolean takesNotifications() {
            return true;
        }

        @Override
        public long connection() {
            return number;
        }

        @Override
        public void cut(String why) {
            isCut = true;
        }

        @Override
        public void notify(JsonNode message) {
            told.add(message);
        }

        @Override
        public void afterAnswer(Runnable action) {
            afterAnswer.add(action);
        }

        @Override
        public void onClose(Runnable action) {
            atClose.add(action);
        }
    }
}
