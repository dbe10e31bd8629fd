package io.vigil.deposits.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.deposits.follow.Contract;
import io.vigil.deposits.follow.ContractAnswer;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.FollowLoop;
import io.vigil.deposits.follow.FollowReport;
import io.vigil.deposits.follow.FollowSettings;
import io.vigil.deposits.store.Deposits;
import io.vigil.deposits.store.Start;
import io.vigil.deposits.store.TreeStore;
import io.vigil.storage.MemoryStore;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Compares the follower with a real eth1 node that has unlocked accounts, such as anvil: deploys the contract (ours, or the
 * creation code in a file), deposits, follows forks and their replacements, and prints both roots. Arguments: URL, and the file if wanted.
 */
public final class LiveEth1Check {
    private static final List<Integer> COUNTS = List.of(0, 1, 2, 3, 10, 100, 1_000);
    private static final String GAS = "0x4c4b40";

    private final JsonRpcClient client;
    private final String account;

    private LiveEth1Check(JsonRpcClient client) throws EndpointException {
        this.client = client;
        this.account = client.call("eth_accounts").get(0).textValue();
    }

    /** Real time. */
    private static final class Real implements Pace {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    }

    public static void main(String[] args) throws Exception {
        Bytes code = args.length > 1
                ? Bytes.parseHex(Files.readString(Path.of(args[1])).strip())
                : DepositContract.ours().creationCode();
        EndpointSettings settings =
                new EndpointSettings(URI.create(args[0]), Duration.ofSeconds(10), 100_000, 32 << 20);
        try (HttpClient http = HttpClient.newHttpClient()) {
            new LiveEth1Check(new JsonRpcClient(http, settings, new Real())).run(code);
        }
    }

    private void run(Bytes code) throws EndpointException {
        JsonNode receipt = send(Map.of("from", account, "data", code.toHex(), "gas", GAS));
        Address address = Address.fromHex(receipt.get("contractAddress").textValue());
        long block = Long.decode(receipt.get("blockNumber").textValue());
        Bytes runtime = Bytes.fromHex(
                client.call("eth_getCode", address.toHex(), "latest").textValue());
        Contract contract = new Contract(
                Long.decode(client.call("eth_chainId").textValue()),
                address,
                Keccak.hash(runtime),
                block,
                Hash.fromHex(receipt.get("blockHash").textValue()));
        System.out.println("code hash " + contract.codeHash() + ", ours "
                + contract.codeHash().equals(DepositContract.ours().codeHash()));
        JsonRpcLogs node = new JsonRpcLogs(client, contract);
        Eth1Block before = node.block(block - 1).orElseThrow();
        TreeStore store =
                TreeStore.open(new MemoryStore(), Start.ofLogs(before)).store();
        FollowLoop loop = new FollowLoop(
                List.of(new Endpoint("live", node)), contract, new FollowSettings(16, 1_000, 3_600), store);
        int made = 0;
        boolean equal = true;
        for (int count : COUNTS) {
            while (made < count) {
                deposit(address, Deposits.deposit(made++));
            }
            equal &= compare(loop, store, node, "count " + count);
        }
        equal &= proved(node);
        for (int depth = 1; depth <= 8; depth++) {
            Object fork = client.call("evm_snapshot").textValue();
            for (int i = 0; i < depth; i++) {
                deposit(address, Deposits.deposit(5_000 + 100 * depth + i));
            }
            equal &= compare(loop, store, node, "fork of " + depth);
            client.call("evm_revert", fork);
            for (int i = 0; i <= depth; i++) {
                deposit(address, Deposits.deposit(5_050 + 100 * depth + i));
            }
            equal &= compare(loop, store, node, "reorg of " + depth);
        }
        System.out.println(equal ? "all roots equal" : "ROOTS DIFFER");
        if (!equal) {
            throw new IllegalStateException("roots differ");
        }
    }

    /** D29: the tree out of the contract's storage, by eth_getProof at the final block. */
    private static boolean proved(JsonRpcLogs node) throws EndpointException {
        Start start = node.proveStart();
        ContractAnswer theirs = node.contract(start.block().hash());
        boolean equal = start.frontier().root().equals(theirs.root());
        System.out.println("slots at block " + start.block().number() + ": "
                + start.frontier().count() + " deposits proved, " + (equal ? "equal" : "DIFFERENT"));
        return equal;
    }

    private boolean compare(FollowLoop loop, TreeStore store, JsonRpcLogs node, String what) throws EndpointException {
        FollowReport report;
        do {
            report = loop.poll(store.head().block().timestamp());
        } while (report.ending() instanceof FollowReport.Ending.More);
        ContractAnswer theirs = node.contract(node.status().head().hash());
        boolean equal = theirs.root().equals(store.tree().root())
                && theirs.count() == store.tree().count()
                && report.ending() instanceof FollowReport.Ending.CaughtUp
                && store.audit().isSound();
        System.out.println(what + ": contract " + theirs.count() + " " + theirs.root() + ", tree "
                + store.tree().count() + " " + store.tree().root() + ", " + report.requests() + " requests, "
                + (equal ? "equal" : "DIFFERENT " + report));
        return equal;
    }

    private void deposit(Address address, DepositData deposit) throws EndpointException {
        JsonNode receipt = send(Map.of(
                "from",
                account,
                "to",
                address.toHex(),
                "gas",
                GAS,
                "value",
                "0xde0b6b3a7640000",
                "data",
                DepositContract.call(oneEther(deposit)).toHex()));
        if (!receipt.get("status").textValue().equals("0x1")) {
            throw new IllegalStateException("the deposit was refused: " + receipt);
        }
    }

    private static DepositData oneEther(DepositData of) {
        return new DepositData(of.publicKey(), of.credentials(), 1_000_000_000L, of.signature());
    }

    private JsonNode send(Map<String, String> transaction) throws EndpointException {
        String hash = client.call("eth_sendTransaction", transaction).textValue();
        for (int tries = 0; tries < 1_000; tries++) {
            JsonNode receipt = client.call("eth_getTransactionReceipt", hash);
            if (!receipt.isNull()) {
                return receipt;
            }
        }
        throw new IllegalStateException("no receipt of " + hash);
    }
}
