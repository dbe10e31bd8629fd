package io.vigil.testnet.governance;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiReader;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.testnet.local.RpcClient;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks and calls the two contracts of governance at one node. */
public final class GovernanceClient {
    /** More than any call of theirs needs. */
    private static final long GAS = 3_000_000;

    private static final Duration INCLUSION_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final RpcClient client;

    public GovernanceClient(HttpClient http, String url) {
        this.client = new RpcClient(http, url);
    }

    /** The epoch that the next block belongs to. */
    public record Epoch(long epoch, long version, long end, long fix, String module) {}

    /** A member as the set has it. */
    public record Member(Address address, Bytes blsKey, long power, boolean leads) {}

    /** What the registry says of a validator. */
    public record Validator(
            Address address,
            Bytes blsKey,
            String contact,
            UInt256 stake,
            UInt256 incoming,
            int standing,
            long votedPower) {}

    /** What a validator did in the present window, and its last signal. */
    public record Conduct(long missed, long gave, long barLevel, long version, long signalEpoch) {}

    /** A proposal with its votes as they weigh now. */
    public record Proposal(
            long id,
            int kind,
            String summary,
            Address proposer,
            long submitEpoch,
            long endEpoch,
            int status,
            long decidedEpoch,
            String reason,
            long yes,
            long no,
            long abstain,
            long total,
            long needed) {}

    /** A version and the first block that obeys it, which may be one to come. */
    public record Scheduled(long version, long firstBlock) {}

    /** Who is ready for a version. */
    public record Ready(List<Address> validators, long power, long neededPower, long neededCount) {
        public Ready {
            validators = List.copyOf(validators);
        }
    }

    public RpcClient rpc() {
        return client;
    }

    public long height() throws IOException {
        return RpcClient.quantity(client.call("eth_blockNumber"));
    }

    public ChainIdentity identity() throws IOException {
        JsonNode genesis = client.call("eth_getBlockByNumber", "0x0", false);
        return new ChainIdentity(
                RpcClient.quantity(client.call("eth_chainId")),
                Hash.fromHex(genesis.path("hash").asText()));
    }

    public Epoch epoch() throws IOException, MalformedException {
        AbiReader out = view(Governance.GOVERNANCE, "epoch()", new AbiWriter());
        return new Epoch(out.number(), out.number(), out.number(), out.number(), out.text());
    }

    /** The newest version that is active or fixed. */
    public Scheduled newestVersion() throws IOException, MalformedException {
        AbiReader out = view(Governance.GOVERNANCE, "schedule()", new AbiWriter());
        List<Long> versions = out.list(AbiReader::number);
        return new Scheduled(versions.getLast(), out.list(AbiReader::number).getLast());
    }

    public List<Member> members() throws IOException, MalformedException {
        AbiReader out = view(Governance.GOVERNANCE, "members()", new AbiWriter());
        List<Address> addresses = out.list(AbiReader::address);
        List<Bytes> keys = out.list(AbiReader::bytes);
        List<Long> power = out.list(AbiReader::number);
        List<Long> leads = out.list(AbiReader::number);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            members.add(new Member(addresses.get(i), keys.get(i), power.get(i), leads.get(i) == 1));
        }
        return members;
    }

    /** Every address that the registry lists. */
    public List<Address> listed() throws IOException, MalformedException {
        long count = view(Governance.VALIDATORS, "count()", new AbiWriter()).number();
        List<Address> addresses = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            addresses.add(view(Governance.VALIDATORS, "at(uint256)", new AbiWriter().number(i))
                    .address());
        }
        return addresses;
    }

    /** Nothing if there is no record that can be read. */
    public Optional<Validator> validator(Address address) throws IOException, MalformedException {
        AbiReader out;
        try {
            out = view(Governance.VALIDATORS, "validator(address)", new AbiWriter().address(address));
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("NO_RECORD")) {
                return Optional.empty();
            }
            throw e;
        }
        Bytes blsKey = out.bytes();
        out.bytes();
        out.address();
        out.address();
        out.hash();
        out.address();
        String contact = out.text();
        UInt256 stake = out.amount();
        UInt256 incoming = out.amount();
        out.amount();
        int standing = (int) out.number();
        out.number();
        return Optional.of(new Validator(address, blsKey, contact, stake, incoming, standing, out.number()));
    }

    public Conduct conduct(Address address) throws IOException, MalformedException {
        AbiReader done = view(Governance.VALIDATORS, "conduct(address)", new AbiWriter().address(address));
        AbiReader ready = view(Governance.VALIDATORS, "readiness(address)", new AbiWriter().address(address));
        long missed = done.number();
        long gave = done.number();
        long bar = done.number();
        long version = ready.number();
        ready.number();
        return new Conduct(missed, gave, bar, version, ready.number());
    }

    public long proposals() throws IOException, MalformedException {
        return view(Governance.GOVERNANCE, "proposals()", new AbiWriter()).number();
    }

    public List<Long> openProposals() throws IOException, MalformedException {
        return view(Governance.GOVERNANCE, "openProposals()", new AbiWriter()).list(AbiReader::number);
    }

    public Proposal proposal(long id) throws IOException, MalformedException {
        AbiReader out = view(Governance.GOVERNANCE, "proposal(uint256)", new AbiWriter().number(id));
        AbiReader tally = view(Governance.GOVERNANCE, "tally(uint256)", new AbiWriter().number(id));
        int kind = (int) out.number();
        String summary = out.text();
        Address proposer = out.address();
        out.amount();
        out.number();
        return new Proposal(
                id,
                kind,
                summary,
                proposer,
                out.number(),
                out.number(),
                (int) out.number(),
                out.number(),
                out.text(),
                tally.number(),
                tally.number(),
                tally.number(),
                tally.number(),
                tally.number());
    }

    /** What an epoch's election passed over, each with its reason. */
    public Map<Address, String> skipped(long epoch) throws IOException, MalformedException {
        AbiReader out = view(Governance.GOVERNANCE, "skipped(uint64)", new AbiWriter().number(epoch));
        List<Address> addresses = out.list(AbiReader::address);
        List<String> reasons = out.list(AbiReader::text);
        Map<Address, String> skipped = new TreeMap<>();
        for (int i = 0; i < addresses.size(); i++) {
            skipped.put(addresses.get(i), reasons.get(i));
        }
        return skipped;
    }

    public Ready ready(long version) throws IOException, MalformedException {
        AbiReader out = view(Governance.GOVERNANCE, "ready(uint64)", new AbiWriter().number(version));
        return new Ready(out.list(AbiReader::address), out.number(), out.number(), out.number());
    }

    public UInt256 parameter(String name) throws IOException, MalformedException {
        return view(Governance.GOVERNANCE, "parameter(string)", new AbiWriter().text(name))
                .amount();
    }

    /** Whose key this is. */
    public Address validatorOf(BlsSecretKey key) throws IOException, MalformedException {
        return view(
                        Governance.VALIDATORS,
                        "keyOwner(bytes)",
                        new AbiWriter().bytes(key.publicKey().bytes()))
                .address();
    }

    public AbiReader view(Address contract, String signature, AbiWriter arguments) throws IOException {
        Bytes input = SignedCall.input(signature, arguments);
        JsonNode answer = client.call("eth_call", Map.of("to", contract.toHex(), "data", input.toHex()), "latest");
        return new AbiReader(Bytes.fromHex(answer.asText()));
    }

    /** Has a validator's key sign a call and {@code sender} send it. The hash of the transaction. */
    public String send(
            Sender sender, BlsSecretKey key, Address validator, Address contract, String signature, AbiWriter arguments)
            throws IOException, MalformedException {
        long nonce = view(contract, "nonce(address)", new AbiWriter().address(validator))
                .number();
        Bytes inner = SignedCall.input(signature, arguments);
        Bytes input = SignedCall.wrap(identity(), key, contract, validator, nonce, inner);
        client.call("eth_call", Map.of("to", contract.toHex(), "data", input.toHex()), "latest"); // says why it reverts
        return sender.send(client, contract, UInt256.ZERO, input, GAS);
    }

    /** A call in the name of the account that sends it. The hash of the transaction. */
    public String call(Sender sender, Address contract, UInt256 value, Bytes input) throws IOException {
        return sender.send(client, contract, value, input, GAS);
    }

    /**
     * Waits until a transaction is in a block.
     *
     * @return number of the block
     * @throws IOException if it is not in time, or it failed there
     */
    public long await(String transaction) throws IOException, InterruptedException {
        long end = System.nanoTime() + INCLUSION_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            JsonNode receipt = client.call("eth_getTransactionReceipt", transaction);
            if (receipt.has("blockNumber")) {
                if (RpcClient.quantity(receipt.path("status")) != 1) {
                    throw new IOException("transaction " + transaction + " failed in its block");
                }
                return RpcClient.quantity(receipt.path("blockNumber"));
            }
            Thread.sleep(LOOK);
        }
        throw new IOException(
                "transaction " + transaction + " is in no block after " + INCLUSION_LIMIT.toSeconds() + " s");
    }
}
