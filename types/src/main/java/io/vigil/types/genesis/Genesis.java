package io.vigil.types.genesis;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Everything that a chain's first block follows from, as genesis.json holds it.
 *
 * @param chainId 1 to {@link #MAX_CHAIN_ID}
 * @param timestamp of the first block, in seconds
 * @param mixHash makes this chain another one than all with the same content
 * @param baseFeePerGas of the first block, at least {@code parameters.minBaseFee}
 * @param version of the protocol that the first block obeys
 * @param accounts in the order of their addresses, each once
 * @param validators in the order that is the set's own; their addresses, BLS keys and node ids differ
 * @param eth1 the chain whose deposits are taken, if any are
 */
public record Genesis(
        long chainId,
        long timestamp,
        Hash mixHash,
        long gasLimit,
        UInt256 baseFeePerGas,
        long version,
        GenesisParameters parameters,
        List<GenesisValidator> validators,
        List<GenesisAccount> accounts,
        Optional<GenesisEth1> eth1) {
    /** A larger state enters a chain as a snapshot. */
    public static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

    /** So that v of a signature fits into 64 bits (EIP-2294). */
    public static final long MAX_CHAIN_ID = Long.MAX_VALUE - 36;

    public static final long DEFAULT_GAS_LIMIT = 60_000_000;
    public static final long MIN_GAS_LIMIT = 8_000_000;
    public static final long MAX_GAS_LIMIT = 500_000_000;
    public static final UInt256 DEFAULT_BASE_FEE = UInt256.of(1_000_000_000);

    /** The protocol that this program speaks from a chain's first block on. */
    public static final long FIRST_VERSION = 1;

    private static final long MAX_VERSION = 1_000_000;

    /** All wei together stay below 2^255, so that no sum of balances, nor what deposits add, leaves 256 bits. */
    private static final int MAX_SUPPLY_BITS = 255;

    /** Messages begin with the path of the field. */
    public Genesis {
        validators = List.copyOf(validators);
        accounts = accounts.stream()
                .sorted(Comparator.comparing(GenesisAccount::address))
                .toList();
        within("config.chainId", chainId, 1, MAX_CHAIN_ID);
        within("timestamp", timestamp, 0, Long.MAX_VALUE);
        within("gasLimit", gasLimit, MIN_GAS_LIMIT, MAX_GAS_LIMIT);
        require(
                baseFeePerGas.compareTo(parameters.minBaseFee()) >= 0,
                "baseFeePerGas: " + baseFeePerGas + " is below minBaseFee " + parameters.minBaseFee());
        require(baseFeePerGas.isLong(), "baseFeePerGas: " + baseFeePerGas + " is above 2^64-1");
        within("vigil.version", version, 1, MAX_VERSION);
        within("vigil.validators: their number", validators.size(), 1, ValidatorInfo.MAX_SET_SIZE);
        refuseRepeated(validators, "address", GenesisValidator::address);
        refuseRepeated(validators, "blsKey", GenesisValidator::blsKey);
        refuseRepeated(validators, "nodeId", GenesisValidator::nodeId);
        for (int i = 1; i < accounts.size(); i++) {
            require(
                    !accounts.get(i - 1).address().equals(accounts.get(i).address()),
                    "alloc." + accounts.get(i).address() + ": given twice");
        }
        BigInteger supply = accounts.stream()
                .map(account -> account.balance().toBigInteger())
                .reduce(BigInteger.ZERO, BigInteger::add);
        require(
                supply.bitLength() <= MAX_SUPPLY_BITS,
                "alloc: all balances together are " + supply + " wei, above 2^" + MAX_SUPPLY_BITS);
        if (eth1.isPresent()) {
            within(
                    "vigil.eth1.period",
                    eth1.get().period(),
                    GenesisEth1.shortestPeriod(validators.size()),
                    GenesisEth1.MAX_PERIOD);
        }
    }

    /** A chain that takes no deposits. */
    public Genesis(
            long chainId,
            long timestamp,
            Hash mixHash,
            long gasLimit,
            UInt256 baseFeePerGas,
            long version,
            GenesisParameters parameters,
            List<GenesisValidator> validators,
            List<GenesisAccount> accounts) {
        this(
                chainId,
                timestamp,
                mixHash,
                gasLimit,
                baseFeePerGas,
                version,
                parameters,
                validators,
                accounts,
                Optional.empty());
    }

    /** The same chain, with the deposits of another one. */
    public Genesis withEth1(GenesisEth1 section) {
        return new Genesis(
                chainId,
                timestamp,
                mixHash,
                gasLimit,
                baseFeePerGas,
                version,
                parameters,
                validators,
                accounts,
                Optional.of(section));
    }

    /** @throws MalformedException naming the field, such as {@code vigil.validators[2].blsKey: …} */
    public static Genesis parse(Bytes json) throws MalformedException {
        return GenesisReader.read(json);
    }

    /** The file: one genesis has one text. */
    public Bytes toJson() {
        return Bytes.wrap(GenesisWriter.write(this).getBytes(StandardCharsets.UTF_8));
    }

    public List<ValidatorInfo> validatorSet() {
        return validators.stream().map(GenesisValidator::info).toList();
    }

    /** The accounts as changes of the empty state. */
    public StateChanges allocation() {
        var changes = new TreeMap<Address, AccountChange>();
        var code = new TreeMap<Hash, Bytes>();
        for (GenesisAccount account : accounts) {
            Hash codeHash = Keccak.hash(account.code());
            if (!account.code().isEmpty()) {
                code.put(codeHash, account.code());
            }
            changes.put(
                    account.address(),
                    new AccountChange.Updated(
                            new Account(account.nonce(), account.balance(), codeHash), true, account.storage()));
        }
        return new StateChanges(changes, code);
    }

    /**
     * The first header.
     *
     * @param stateRoot of the state that the node makes of {@link #allocation} and its system contracts
     */
    public Header header(Hash stateRoot) {
        return Header.builder()
                .stateRoot(stateRoot)
                .gasLimit(gasLimit)
                .timestamp(timestamp)
                .extraData(extraData().encode())
                .mixHash(mixHash)
                .baseFeePerGas(baseFeePerGas)
                .parentBeaconBlockRoot(ValidatorInfo.setRoot(validatorSet()))
                .build();
    }

    /** The same chain with other parameters: another chain. */
    public Genesis with(GenesisParameters other) {
        return new Genesis(
                chainId, timestamp, mixHash, gasLimit, baseFeePerGas, version, other, validators, accounts, eth1);
    }

    /**
     * A digest of all parameters that no other field of the header depends on. Two chains that differ only in them must
     * not have one genesis hash, so the node puts this into the state of its first block.
     */
    public Hash parametersHash() {
        return Keccak.hash(RlpWriter.listOf(list -> {
            list.number(parameters.targetBlockTime().toMillis())
                    .number(parameters.emptyBlockInterval().toMillis())
                    .number(parameters.delta().toMillis())
                    .number(parameters.build().toMillis())
                    .number(parameters.exec().toMillis())
                    .number(parameters.timeoutCap())
                    .number(parameters.epochLength())
                    .number(parameters.baseFeeDenominator())
                    .number(parameters.minBaseFee())
                    .number(parameters.maxClockDrift().toMillis())
                    .bytes(Bytes.wrap(parameters.governance().text().getBytes(StandardCharsets.UTF_8)))
                    .number(chainId);
            eth1.ifPresent(section -> section.writeParameters(list));
        }));
    }

    ExtraData extraData() {
        return new ExtraData(version, 0, 0, 0, parameters.epochLength());
    }

    private static void refuseRepeated(
            List<GenesisValidator> validators, String name, Function<GenesisValidator, Object> key) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < validators.size(); i++) {
            Object value = key.apply(validators.get(i));
            require(seen.add(value), "vigil.validators[" + i + "]." + name + ": " + value + " is another validator's");
        }
    }

    private static void within(String name, long value, long min, long max) {
        require(value >= min && value <= max, name + ": " + value + " is not from " + min + " to " + max);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
