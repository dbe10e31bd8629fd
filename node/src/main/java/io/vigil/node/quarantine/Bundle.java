package io.vigil.node.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.TransactionOutcome;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What it takes to run again, anywhere, a transaction on which the VM threw or in which the process died: the transaction,
 * the block it stood in, and whatever of the state before it was read.
 *
 * @param chain whose rules hold
 * @param reason what was thrown
 * @param block in RLP, as far as there was one, for whoever looks closer
 * @param state what was read; after a death, all that the block had read until then
 */
public record Bundle(
        Chain chain,
        String reason,
        Transaction transaction,
        Address sender,
        BlockEnvironment environment,
        Bytes block,
        State state) {
    /** Read once more than enough: a transaction cannot touch more than its gas pays for. */
    private static final int MAX_BYTES = 64 << 20;

    /** Whose hashes BLOCKHASH gives. */
    private static final int ANCESTORS = 256;

    /**
     * A chain by what tells its native contracts.
     *
     * @param contracts their addresses: which of them a chain has is a matter of its genesis
     */
    public record Chain(Hash genesis, SortedSet<Address> contracts) {
        public Chain {
            contracts = Collections.unmodifiableSortedSet(new TreeSet<>(contracts));
        }
    }

    /** Part of a state. */
    public record State(
            SortedMap<Address, Account> accounts,
            SortedMap<Address, SortedMap<UInt256, UInt256>> slots,
            SortedMap<Hash, Bytes> codes)
            implements StateReader {
        @Override
        public Optional<Account> account(Address address) {
            return Optional.ofNullable(accounts.get(address));
        }

        @Override
        public UInt256 slot(Address address, UInt256 key) {
            return slots.getOrDefault(address, new TreeMap<>()).getOrDefault(key, UInt256.ZERO);
        }

        @Override
        public Bytes code(Hash codeHash) {
            Bytes code = codes.get(codeHash);
            if (code == null) {
                throw new IllegalStateException("the bundle has no code " + codeHash);
            }
            return code;
        }
    }

    /**
     * Runs the transaction once more to see what it reads; what it throws then is swallowed.
     *
     * @param state right before the transaction
     */
    public static Bundle ofThrown(
            Chain chain,
            String reason,
            Transaction transaction,
            Address sender,
            BlockEnvironment environment,
            Bytes block,
            BlockProcessor processor,
            StateReader state) {
        RecordingState recording = new RecordingState(state);
        String again;
        try {
            processor.beginBare(environment, recording).execute(transaction, sender);
            again = "not thrown when run again";
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) { // as TransactionRuns, which caught it the first time
            again = "thrown again: " + e;
        }
        String told = reason + " (" + again + ")";
        return new Bundle(chain, told, transaction, sender, environment, block, recording.state());
    }

    /**
     * The transaction is not run, since that might end this process too.
     *
     * @param state right before the transaction
     */
    public static Bundle ofDeath(
            Chain chain, Scene scene, Address sender, BlockEnvironment environment, StateReader state) {
        RecordingState recording = new RecordingState(state);
        scene.reads().forEach((address, slots) -> {
            recording.account(address);
            slots.forEach(slot -> recording.slot(address, slot));
        });
        return new Bundle(
                chain,
                "the process ended while it ran",
                scene.transaction(),
                sender,
                environment,
                scene.block().encode(),
                recording.state());
    }

    /** Runs it again; throws what it threw, if it still does. */
    public TransactionOutcome run(BlockProcessor processor, Observer observer) {
        BlockExecution execution = processor.beginBare(environment, state);
        execution.observe(observer);
        return execution.execute(transaction, sender);
    }

    public ObjectNode toJson() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("genesis", chain.genesis().toHex());
        ArrayNode contracts = json.putArray("contracts");
        chain.contracts().forEach(address -> contracts.add(address.toHex()));
        json.put("reason", reason);
        json.put("transaction", transaction.encode().toHex());
        json.put("sender", sender.toHex());
        json.put("block", block.toHex());
        ObjectNode place = json.putObject("environment");
        place.put("chainId", environment.chainId());
        place.put("number", environment.number());
        place.put("timestamp", environment.timestamp());
        place.put("gasLimit", environment.gasLimit());
        place.put("baseFee", environment.baseFee().toQuantity());
        place.put("prevRandao", environment.prevRandao().toHex());
        place.put("beneficiary", environment.beneficiary().toHex());
        place.put("parentBeaconBlockRoot", environment.parentBeaconBlockRoot().toHex());
        place.put("parentHash", environment.parentHash().toHex());
        ObjectNode hashes = place.putObject("hashes");
        for (long at = Math.max(0, environment.number() - ANCESTORS); at < environment.number(); at++) {
            hashes.put(Long.toString(at), environment.hashes().hash(at).toHex());
        }
        ObjectNode accounts = json.putObject("accounts");
        state.accounts.forEach((address, account) -> accounts.putObject(address.toHex())
                .put("nonce", account.nonce())
                .put("balance", account.balance().toQuantity())
                .put("codeHash", account.codeHash().toHex()));
        ObjectNode slots = json.putObject("slots");
        state.slots.forEach((address, values) -> {
            ObjectNode of = slots.putObject(address.toHex());
            values.forEach((key, value) -> of.put(key.toQuantity(), value.toQuantity()));
        });
        ObjectNode codes = json.putObject("codes");
        state.codes.forEach((hash, code) -> codes.put(hash.toHex(), code.toHex()));
        return json;
    }

    /** @throws MalformedException if {@code bytes} are no bundle; the message says where */
    public static Bundle parse(byte[] bytes) throws MalformedException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException("bundle of more than " + MAX_BYTES + " bytes");
        }
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(bytes);
        } catch (IOException e) {
            throw new MalformedException("no JSON: " + e.getMessage());
        }
        JsonNode place = json.path("environment");
        BlockEnvironment environment = new BlockEnvironment(
                place.path("chainId").asLong(),
                place.path("number").asLong(),
                place.path("timestamp").asLong(),
                place.path("gasLimit").asLong(),
                word(place, "baseFee"),
                hash(place, "prevRandao"),
                address(place, "beneficiary"),
                hash(place, "parentBeaconBlockRoot"),
                hash(place, "parentHash"),
                0,
                hashes(place.path("hashes")));
        return new Bundle(
                chain(json),
                json.path("reason").asText(),
                Transaction.decode(bytes(json, "transaction")),
                address(json, "sender"),
                environment,
                bytes(json, "block"),
                state(json));
    }

    private static Chain chain(JsonNode json) throws MalformedException {
        SortedSet<Address> contracts = new TreeSet<>();
        for (JsonNode address : json.path("contracts")) {
            contracts.add(Address.parseHex(address.asText()));
        }
        return new Chain(hash(json, "genesis"), contracts);
    }

    private static BlockEnvironment.BlockHashes hashes(JsonNode json) throws MalformedException {
        SortedMap<String, Hash> hashes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            hashes.put(entry.getKey(), hash(json, entry.getKey()));
        }
        return number -> hashes.getOrDefault(Long.toString(number), Hash.ZERO);
    }

    private static State state(JsonNode json) throws MalformedException {
        SortedMap<Address, Account> accounts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("accounts").properties()) {
            JsonNode account = entry.getValue();
            accounts.put(
                    Address.parseHex(entry.getKey()),
                    new Account(account.path("nonce").asLong(), word(account, "balance"), hash(account, "codeHash")));
        }
        SortedMap<Address, SortedMap<UInt256, UInt256>> slots = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("slots").properties()) {
            SortedMap<UInt256, UInt256> values = new TreeMap<>();
            for (Map.Entry<String, JsonNode> slot : entry.getValue().properties()) {
                values.put(
                        UInt256.parseQuantity(slot.getKey()),
                        UInt256.parseQuantity(slot.getValue().asText()));
            }
            slots.put(Address.parseHex(entry.getKey()), values);
        }
        SortedMap<Hash, Bytes> codes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("codes").properties()) {
            codes.put(
                    new Hash(Bytes.parseHex(entry.getKey())),
                    Bytes.parseHex(entry.getValue().asText()));
        }
        return new State(accounts, slots, codes);
    }

    private static Bytes bytes(JsonNode json, String name) throws MalformedException {
        if (!json.path(name).isTextual()) {
            throw new MalformedException("bundle without " + name);
        }
        return Bytes.parseHex(json.path(name).asText());
    }

    private static Hash hash(JsonNode json, String name) throws MalformedException {
        Bytes bytes = bytes(json, name);
        if (bytes.size() != Hash.SIZE) {
            throw new MalformedException(name + " has " + bytes.size() + " bytes, not " + Hash.SIZE);
        }
        return new Hash(bytes);
    }

    private static Address address(JsonNode json, String name) throws MalformedException {
        return Address.parseHex(json.path(name).asText());
    }

    private static UInt256 word(JsonNode json, String name) throws MalformedException {
        return UInt256.parseQuantity(json.path(name).asText());
    }
}
