package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.EpochBlock;
import io.vigil.governance.Governance;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.MemoryState;
import io.vigil.node.chain.EpochFacts;
import io.vigil.node.deposits.ExitProofs;
import io.vigil.node.governance.GovernedEpochs;
import io.vigil.node.governance.PlannedEpochs;
import io.vigil.node.rpc.AccountProof;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.ChainSnapshot;
import io.vigil.node.rpc.ChainView;
import io.vigil.node.rpc.StateView;
import io.vigil.node.rpc.TransactionPlace;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.state.WorldState;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.genesis.GovernanceParameters;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.web3j.rlp.RlpDecoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpType;
import org.web3j.utils.Numeric;

/**
 * D34: a stranger follows the proof from a certified header's hash to what the registry says, with web3j's hashing and RLP alone.
 * That the certificate is the word of the members is what {@code DepositsIT} checks on a running network.
 */
class ExitProofTest {
    private static final int VALIDATORS = 5;
    private static final int EPOCH_LENGTH = 20;
    private static final long ASKED_AT = 3;
    private static final int STATE_ROOT = 3;
    private static final int NUMBER = 8;
    private static final int PARENT_BEACON_BLOCK_ROOT = 19;
    private static final int BLS_KEY = 0;
    private static final int STANDING = 11;
    private static final int SINCE = 12;

    private final List<BlsSecretKey> keys = keys();
    private final ChainIdentity identity = new ChainIdentity(7, Hash.ZERO);
    private final MemoryState state = genesis();
    private final Address leaver = ValidatorRecord.addressOf(key(0));

    @Test
    void whoAskedToLeaveIsShownToHaveAskedAndThenToHaveLeft() throws Exception {
        Registry.edit(state)
                .put(
                        leaver,
                        new Registry(state).record(leaver).ok().orElseThrow().withStanding(Standing.EXITING, ASKED_AT));

        ObjectNode asked = proof(ASKED_AT, key(0));
        assertThat(asked.path("exit").path("requested").asBoolean()).isTrue();
        assertThat(asked.path("exit").path("left").asBoolean()).isFalse();
        assertThat(members(asked)).hasSize(VALIDATORS).contains(leaver.toHex());
        assertRecord(asked, Standing.EXITING, ASKED_AT);

        endEpoch();
        ObjectNode left = proof(EPOCH_LENGTH, key(0));
        assertThat(left.path("exit").path("left").asBoolean()).isTrue();
        assertThat(left.path("exit").path("epoch").asLong()).isEqualTo(1);
        assertThat(members(left)).hasSize(VALIDATORS - 1).doesNotContain(leaver.toHex());
        assertRecord(left, Standing.EXITING, ASKED_AT);
    }

    @Test
    void whoStaysIsShownToStayAndAStrangerIsNoValidator() throws Exception {
        ObjectNode proof = proof(1, key(1));
        assertThat(proof.path("exit").path("requested").asBoolean()).isFalse();
        assertRecord(proof, Standing.ACTIVE, 0);
        assertThatThrownBy(() -> proof(1, Bytes.wrap(new byte[48])))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("no validator of key");
    }

    /** One bit of any node, and the path breaks off. */
    @Test
    void aForgedNodeIsNoticed() throws Exception {
        ObjectNode proof = proof(1, key(0));
        String root = hex(headerOf(proof).get(STATE_ROOT));
        JsonNode account = proof.path("state").path(0);
        List<String> nodes = texts(account.path("accountProof"));
        String last = nodes.removeLast();
        nodes.add(last.substring(0, last.length() - 1) + (last.endsWith("0") ? "1" : "0"));
        assertThatThrownBy(() -> PatriciaProof.follow(root, bytes(account.path("address")), nodes))
                .isInstanceOf(AssertionError.class);
    }

    /** Header, state root, account, slots, record: each link by its hash. */
    private void assertRecord(ObjectNode proof, Standing standing, long since) throws Exception {
        List<RlpType> header = headerOf(proof);
        JsonNode registry = proof.path("state").path(0);
        assertThat(registry.path("address").asText()).endsWith("1000");
        String storage = storageRoot(hex(header.get(STATE_ROOT)), registry);
        List<byte[]> words = new ArrayList<>();
        for (JsonNode slot : registry.path("storageProof")) {
            byte[] word = PatriciaProof.follow(storage, bytes(slot.path("key")), texts(slot.path("proof")))
                    .map(value -> PatriciaProof.bytes(
                            RlpDecoder.decode(value).getValues().get(0)))
                    .orElse(new byte[0]);
            assertThat(new BigInteger(1, word))
                    .isEqualTo(Numeric.decodeQuantity(slot.path("value").asText()));
            words.add(word);
        }
        assertThat(Numeric.toHexStringWithPrefixZeroPadded(new BigInteger(1, words.get(0)), 40))
                .as("whose the key is")
                .isEqualTo(proof.path("validator").asText());
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (byte[] word : words.subList(2, words.size())) {
            record.write(new byte[32 - word.length]);
            record.write(word);
        }
        int size = new BigInteger(1, words.get(1)).intValueExact();
        List<RlpType> fields = PatriciaProof.list(Arrays.copyOf(record.toByteArray(), size));
        assertThat(hex(fields.get(BLS_KEY))).isEqualTo(proof.path("key").asText());
        assertThat(number(fields.get(STANDING))).isEqualTo(standing.code());
        assertThat(number(fields.get(SINCE))).isEqualTo(since);

        JsonNode deposits = proof.path("state").path(1);
        assertThat(deposits.path("address").asText()).endsWith("1001");
        assertThat(storageRoot(hex(header.get(STATE_ROOT)), deposits))
                .isEqualTo(deposits.path("storageHash").asText());
    }

    private static String storageRoot(String stateRoot, JsonNode proved) {
        Optional<byte[]> account =
                PatriciaProof.follow(stateRoot, bytes(proved.path("address")), texts(proved.path("accountProof")));
        return account.map(value -> hex(PatriciaProof.list(value).get(2)))
                .orElse(proved.path("storageHash").asText());
    }

    /** Of the set that a header names, the addresses. */
    private static List<String> members(ObjectNode proof) {
        byte[] set = bytes(proof.path("set"));
        assertThat(Numeric.toHexString(org.web3j.crypto.Hash.sha3(set)))
                .isEqualTo(hex(headerOf(proof).get(PARENT_BEACON_BLOCK_ROOT)));
        return PatriciaProof.list(set).stream()
                .map(member -> hex(((RlpList) member).getValues().get(0)))
                .toList();
    }

    private static List<RlpType> headerOf(ObjectNode proof) {
        byte[] header = bytes(proof.path("header"));
        assertThat(Numeric.toHexString(org.web3j.crypto.Hash.sha3(header)))
                .isEqualTo(proof.path("hash").asText());
        List<RlpType> fields = PatriciaProof.list(header);
        assertThat(number(fields.get(NUMBER))).isEqualTo(proof.path("number").asLong());
        return fields;
    }

    /** What governance does at an epoch's fix and at its end. */
    private void endEpoch() {
        Governance governance = new Governance(identity, Onboarding.NONE);
        for (long height = 1; height <= EPOCH_LENGTH; height++) {
            governance.end(new EpochBlock(height, height, height, height - 1, leaver, Hash.ZERO), state);
        }
    }

    private ObjectNode proof(long height, Bytes key) throws RpcException {
        TreeMap<Address, AccountChange> accounts = new TreeMap<>();
        state.slots()
                .forEach((contract, slots) -> accounts.put(
                        contract,
                        new AccountChange.Updated(
                                new Account(1, UInt256.ZERO, Keccak.EMPTY_HASH), true, new TreeMap<>(slots))));
        WorldState world = WorldStates.onOneThread()
                .committed(new MemoryStore().snapshot())
                .apply(new StateChanges(accounts, new TreeMap<>()));
        EpochFacts facts = new GovernedEpochs(7, 8, 1, PlannedEpochs.none())
                .after(Header.builder().number(height).build(), world);
        Header header = Header.builder()
                .number(height)
                .stateRoot(world.root())
                .parentBeaconBlockRoot(facts.set().root())
                .build();
        return new ExitProofs(identity, () -> new Moment(header, world), List::of).of(key);
    }

    /** A committed head and its state. */
    private record Moment(Header header, WorldState world) implements ChainSnapshot, ChainView {
        @Override
        public ChainView chain() {
            return this;
        }

        @Override
        public Header head() {
            return header;
        }

        @Override
        public Optional<StateView> state(Header block) {
            return Optional.of(new StateView() {
                @Override
                public StateReader reader() {
                    return world;
                }

                @Override
                public Optional<AccountProof> prove(Address address, List<UInt256> slots) {
                    var proof = world.prove(address, slots);
                    return Optional.of(new AccountProof(
                            proof.account(),
                            proof.storageRoot(),
                            proof.nodes(),
                            proof.slots().stream()
                                    .map(slot -> new AccountProof.SlotProof(slot.key(), slot.value(), slot.nodes()))
                                    .toList()));
                }
            });
        }

        @Override
        public long lowestState() {
            return header.number();
        }

        @Override
        public Optional<Bytes> certificate(Hash block) {
            return Optional.of(Bytes.of(1));
        }

        @Override
        public void close() {}

        @Override
        public Optional<Header> header(BlockId id) {
            return Optional.of(header);
        }

        @Override
        public Optional<Block> block(BlockId id) {
            return Optional.empty();
        }

        @Override
        public Optional<List<Receipt>> receipts(Hash block) {
            return Optional.empty();
        }

        @Override
        public Optional<TransactionPlace> find(Hash transaction) {
            return Optional.empty();
        }
    }

    private MemoryState genesis() {
        List<GenesisValidator> members = new ArrayList<>();
        for (BlsSecretKey key : keys) {
            members.add(new GenesisValidator(
                    ValidatorRecord.addressOf(key.publicKey().bytes()),
                    key.publicKey(),
                    Keccak.hash(key.publicKey().bytes()).bytes(),
                    key.proofOfPossession(),
                    1,
                    "",
                    "",
                    0));
        }
        GenesisParameters pace = GenesisParameters.DEFAULT;
        Genesis genesis = new Genesis(
                7,
                0,
                Hash.ZERO,
                Genesis.DEFAULT_GAS_LIMIT,
                Genesis.DEFAULT_BASE_FEE,
                1,
                new GenesisParameters(
                        pace.targetBlockTime(),
                        pace.emptyBlockInterval(),
                        pace.delta(),
                        pace.build(),
                        pace.exec(),
                        pace.timeoutCap(),
                        EPOCH_LENGTH,
                        pace.baseFeeDenominator(),
                        pace.minBaseFee(),
                        pace.maxClockDrift(),
                        GovernanceModule.AUTHORITY,
                        GovernanceParameters.of(GovernanceModule.AUTHORITY)),
                members,
                List.of());
        MemoryState slots = new MemoryState();
        Governance.genesisSlots(genesis)
                .forEach((contract, of) -> of.forEach((slot, value) -> slots.store(contract, slot, value)));
        return slots;
    }

    private Bytes key(int index) {
        return keys.get(index).publicKey().bytes();
    }

    private static List<BlsSecretKey> keys() {
        List<BlsSecretKey> keys = new ArrayList<>();
        for (int i = 0; i < VALIDATORS; i++) {
            keys.add(BlsSecretKey.generate(Keccak.hash(Bytes.of(i, 34)).bytes()));
        }
        return keys;
    }

    private static byte[] bytes(JsonNode hex) {
        return Numeric.hexStringToByteArray(hex.asText());
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static String hex(RlpType item) {
        return Numeric.toHexString(PatriciaProof.bytes(item));
    }

    private static long number(RlpType item) {
        return new BigInteger(1, PatriciaProof.bytes(item)).longValueExact();
    }
}
