package io.vigil.testnet.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.testnet.local.Eth1Client;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The deposit contract on anvil, asked and used directly, without the proxy: what is true. */
final class LiveContract {
    private static final String GAS = "0x4c4b40";
    private static final String ONE_ETHER = "0xde0b6b3a7640000";
    private static final long ONE_ETHER_GWEI = 1_000_000_000L;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Duration RECEIPT_LOOK = Duration.ofMillis(2);

    private final RpcClient anvil;
    private final GenesisEth1.Contract contract;
    private final List<String> accounts;
    private final Set<Hash> roots = new TreeSet<>();
    private int made;

    /** What the contract says of itself at one block. */
    record Truth(long block, Hash blockHash, long count, Hash root) {}

    private LiveContract(RpcClient anvil, GenesisEth1.Contract contract, List<String> accounts) {
        this.anvil = anvil;
        this.contract = contract;
        this.accounts = accounts;
        roots.add(DepositTree.empty().root());
    }

    static LiveContract deploy(RpcClient anvil, Bytes key, Bytes creationCode)
            throws IOException, InterruptedException {
        GenesisEth1.Contract contract = new Eth1Client(anvil).deploy(key, creationCode, LIMIT);
        List<String> accounts = new ArrayList<>();
        anvil.call("eth_accounts").forEach(account -> accounts.add(account.asText()));
        return new LiveContract(anvil, contract, List.copyOf(accounts));
    }

    GenesisEth1.Contract contract() {
        return contract;
    }

    /** Every root that it ever had, on every branch. */
    boolean hadRoot(Hash root) {
        return roots.contains(root);
    }

    int made() {
        return made;
    }

    /** Makes so many deposits, each in a block of its own. */
    void deposit(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            DepositData deposit = synthetic(made++);
            String sent = call(
                            "eth_sendTransaction",
                            Map.of(
                                    "from",
                                    accounts.get(made % accounts.size()),
                                    "to",
                                    contract.address().toHex(),
                                    "gas",
                                    GAS,
                                    "value",
                                    ONE_ETHER,
                                    "data",
                                    DepositContract.call(deposit).toHex()))
                    .asText();
            Waiting.until(
                    "deposit " + made, LIMIT, RECEIPT_LOOK, () -> receipt(sent).isObject());
            JsonNode receipt = receipt(sent);
            if (!receipt.path("status").asText().equals("0x1")) {
                throw new IllegalStateException("deposit " + made + " was refused: " + receipt);
            }
            roots.add(now().root());
        }
    }

    private JsonNode receipt(String transaction) {
        return call("eth_getTransactionReceipt", transaction);
    }

    /** The contract asks for no true key and no true signature. */
    private static DepositData synthetic(int number) {
        Bytes a = hash("a", number);
        Bytes b = hash("b", number);
        return new DepositData(Bytes.concat(a, b.slice(0, 16)), new Hash(b), ONE_ETHER_GWEI, Bytes.concat(a, b, a));
    }

    private static Bytes hash(String what, int number) {
        return Keccak.hash(Bytes.concat(Bytes.wrap(what.getBytes(StandardCharsets.US_ASCII)), Bytes.ofLong(number)))
                .bytes();
    }

    void mine(int blocks) {
        call("anvil_mine", "0x" + Integer.toHexString(blocks));
    }

    /** What {@link #revert} goes back to. */
    String mark() {
        return call("evm_snapshot").asText();
    }

    void revert(String mark) {
        call("evm_revert", mark);
    }

    Truth now() {
        JsonNode block = call("eth_getBlockByNumber", "latest", false);
        return of(RpcClient.quantity(block.path("number")), hash(block.path("hash")));
    }

    /** The truth at a block, whoever named it. */
    Truth of(long number, Hash blockHash) {
        Bytes count = view("0x621fd130", blockHash);
        return new Truth(
                number, blockHash, Long.reverseBytes(count.getLong(64)), new Hash(view("0xc5f2892f", blockHash)));
    }

    long timestamp(String tag) {
        return RpcClient.quantity(call("eth_getBlockByNumber", tag, false).path("timestamp"));
    }

    private Bytes view(String selector, Hash blockHash) {
        Address to = contract.address();
        return Bytes.fromHex(
                call("eth_call", Map.of("to", to.toHex(), "data", selector), Map.of("blockHash", blockHash.toHex()))
                        .asText());
    }

    private static Hash hash(JsonNode node) {
        return Hash.fromHex(node.asText());
    }

    private JsonNode call(String method, Object... params) {
        try {
            return anvil.call(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
