package io.vigil.types.genesis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads genesis.json. */
final class GenesisReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> TOP_KEYS = List.of(
            "config",
            "nonce",
            "timestamp",
            "extraData",
            "gasLimit",
            "difficulty",
            "mixHash",
            "coinbase",
            "alloc",
            "number",
            "gasUsed",
            "parentHash",
            "baseFeePerGas",
            "excessBlobGas",
            "blobGasUsed",
            "vigil");

    /** geth's fields that a Vigil chain has no choice about. */
    private static final List<String> ZERO_KEYS =
            List.of("nonce", "difficulty", "number", "gasUsed", "excessBlobGas", "blobGasUsed");

    static final List<String> FORK_BLOCKS = List.of(
            "homesteadBlock",
            "eip150Block",
            "eip155Block",
            "eip158Block",
            "byzantiumBlock",
            "constantinopleBlock",
            "petersburgBlock",
            "istanbulBlock",
            "berlinBlock",
            "londonBlock");

    static final List<String> FORK_TIMES = List.of("shanghaiTime", "cancunTime", "pragueTime", "osakaTime");

    private static final List<String> VIGIL_KEYS = List.of("version", "parameters", "validators", "eth1");

    private static final List<String> PARAMETER_KEYS = List.of(
            "targetBlockTime",
            "emptyBlockInterval",
            "delta",
            "build",
            "exec",
            "timeoutCap",
            "epochLength",
            "baseFeeDenominator",
            "minBaseFee",
            "maxClockDrift",
            "governance",
            "electionDistance",
            "maxSet",
            "minSet",
            "maxRecords",
            "minStake",
            "powerUnit",
            "slashBps",
            "unbondingEpochs",
            "unbondingSeconds",
            "jailAfter",
            "votingEpochs",
            "quorumBps",
            "supportBps",
            "consensusBps",
            "proposalDeposit");

    private static final List<String> VALIDATOR_KEYS =
            List.of("address", "blsKey", "nodeId", "possession", "power", "contact", "host", "port");

    private static final List<String> ACCOUNT_KEYS = List.of("balance", "nonce", "code", "storage");

    private GenesisReader() {}

    static Genesis read(Bytes json) throws MalformedException {
        Fields top = new Field("genesis.json", tree(json)).object();
        return genesis(new Fields("", top.node()));
    }

    private static JsonNode tree(Bytes json) throws MalformedException {
        if (json.size() > Genesis.MAX_FILE_BYTES) {
            throw new MalformedException(
                    "genesis.json: " + json.size() + " bytes, at most " + Genesis.MAX_FILE_BYTES + " are read");
        }
        try {
            return JSON.readTree(json.shared());
        } catch (JsonProcessingException e) {
            String where = "line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr();
            throw new MalformedException("genesis.json: " + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new MalformedException("genesis.json: " + e.getMessage(), e);
        }
    }

    private static Genesis genesis(Fields top) throws MalformedException {
        top.refuseOthersThan(TOP_KEYS);
        long chainId = chainId(top.required("config").object());
        for (String name : ZERO_KEYS) {
            refuseUnlessZero(top.optional(name), "a Vigil chain starts with 0");
        }
        refuseUnlessZeroBytes(top.optional("parentHash"), Hash.SIZE);
        refuseUnlessZeroBytes(top.optional("coinbase"), Address.SIZE);
        Fields vigil = top.required("vigil").object();
        vigil.refuseOthersThan(VIGIL_KEYS);
        List<GenesisValidator> validators = validators(vigil.required("validators"));
        Optional<Field> eth1 = vigil.optional("eth1");
        Genesis genesis;
        try {
            genesis = new Genesis(
                    chainId,
                    number(top, "timestamp", 0),
                    top.required("mixHash").hash(),
                    number(top, "gasLimit", Genesis.DEFAULT_GAS_LIMIT),
                    uint256(top, "baseFeePerGas", Genesis.DEFAULT_BASE_FEE),
                    number(vigil, "version", Genesis.FIRST_VERSION),
                    parameters(vigil),
                    validators,
                    accounts(top.required("alloc").object()),
                    eth1.isPresent()
                            ? Optional.of(GenesisEth1Json.read(eth1.get().object(), validators.size()))
                            : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
        checkExtraData(top.optional("extraData"), genesis);
        return genesis;
    }

    private static long chainId(Fields config) throws MalformedException {
        for (Field field : config.members()) {
            if (FORK_BLOCKS.stream().anyMatch(name -> field.path().equals("config." + name))
                    || FORK_TIMES.stream().anyMatch(name -> field.path().equals("config." + name))) {
                refuseUnlessZero(Optional.of(field), "every upgrade holds from the first block");
            }
        }
        return config.required("chainId").number();
    }

    /** The header's extra data follows from version and epoch length; a file may say so or leave it empty. */
    private static void checkExtraData(Optional<Field> field, Genesis genesis) throws MalformedException {
        if (field.isPresent()) {
            Bytes given = field.get().bytes();
            Bytes wanted = genesis.extraData().encode();
            if (!given.isEmpty() && !given.equals(wanted)) {
                throw field.get().malformed("must be empty or " + wanted + ", which version and epochLength give");
            }
        }
    }

    private static GenesisParameters parameters(Fields vigil) throws MalformedException {
        Optional<Field> field = vigil.optional("parameters");
        if (field.isEmpty()) {
            return GenesisParameters.DEFAULT;
        }
        Fields fields = field.get().object();
        fields.refuseOthersThan(PARAMETER_KEYS);
        GenesisParameters defaults = GenesisParameters.DEFAULT;
        Duration targetBlockTime = duration(fields, "targetBlockTime", defaults.targetBlockTime());
        Duration emptyBlockInterval = duration(fields, "emptyBlockInterval", defaults.emptyBlockInterval());
        Duration delta = duration(fields, "delta", defaults.delta());
        Duration build = duration(fields, "build", defaults.build());
        Duration exec = duration(fields, "exec", defaults.exec());
        long timeoutCap = number(fields, "timeoutCap", defaults.timeoutCap());
        long epochLength = number(fields, "epochLength", defaults.epochLength());
        long denominator = number(fields, "baseFeeDenominator", defaults.baseFeeDenominator());
        UInt256 minBaseFee = uint256(fields, "minBaseFee", defaults.minBaseFee());
        Duration drift = duration(fields, "maxClockDrift", defaults.maxClockDrift());
        GovernanceModule governance = governance(fields.optional("governance"));
        try {
            return new GenesisParameters(
                    targetBlockTime,
                    emptyBlockInterval,
                    delta,
                    build,
                    exec,
                    timeoutCap,
                    epochLength,
                    denominator,
                    minBaseFee,
                    drift,
                    governance,
                    rules(fields, GovernanceParameters.of(governance)));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(fields.path() + "." + e.getMessage(), e);
        }
    }

    private static GovernanceParameters rules(Fields fields, GovernanceParameters defaults) throws MalformedException {
        return new GovernanceParameters(
                number(fields, "electionDistance", defaults.electionDistance()),
                number(fields, "maxSet", defaults.maxSet()),
                number(fields, "minSet", defaults.minSet()),
                number(fields, "maxRecords", defaults.maxRecords()),
                uint256(fields, "minStake", defaults.minStake()),
                uint256(fields, "powerUnit", defaults.powerUnit()),
                number(fields, "slashBps", defaults.slashBps()),
                number(fields, "unbondingEpochs", defaults.unbondingEpochs()),
                number(fields, "unbondingSeconds", defaults.unbondingSeconds()),
                number(fields, "jailAfter", defaults.jailAfter()),
                number(fields, "votingEpochs", defaults.votingEpochs()),
                number(fields, "quorumBps", defaults.quorumBps()),
                number(fields, "supportBps", defaults.supportBps()),
                number(fields, "consensusBps", defaults.consensusBps()),
                uint256(fields, "proposalDeposit", defaults.proposalDeposit()));
    }

    private static GovernanceModule governance(Optional<Field> field) throws MalformedException {
        if (field.isEmpty()) {
            return GenesisParameters.DEFAULT.governance();
        }
        String text = field.get().text();
        List<String> known = new ArrayList<>();
        for (GovernanceModule module : GovernanceModule.values()) {
            if (module.text().equals(text)) {
                return module;
            }
            known.add("\"" + module.text() + "\"");
        }
        throw field.get().wrong(String.join(" or ", known));
    }

    private static List<GenesisValidator> validators(Field field) throws MalformedException {
        List<GenesisValidator> validators = new ArrayList<>();
        for (Field item : field.items(ValidatorInfo.MAX_SET_SIZE)) {
            validators.add(validator(item.object()));
        }
        return validators;
    }

    private static GenesisValidator validator(Fields fields) throws MalformedException {
        fields.refuseOthersThan(VALIDATOR_KEYS);
        Address address = fields.required("address").address();
        Field keyField = fields.required("blsKey");
        Field possessionField = fields.required("possession");
        Bytes nodeId = fields.required("nodeId").bytes();
        long power = number(fields, "power", 1);
        String contact = text(fields, "contact");
        String host = text(fields, "host");
        int port = (int) Math.min(Integer.MAX_VALUE, number(fields, "port", 0));
        BlsPublicKey key = named(keyField, BlsPublicKey::parse);
        BlsSignature possession = named(possessionField, BlsSignature::parse);
        try {
            return new GenesisValidator(address, key, nodeId, possession, power, contact, host, port);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(fields.path() + "." + e.getMessage(), e);
        }
    }

    private interface Parser<T> {
        T parse(Bytes bytes) throws MalformedException;
    }

    private static <T> T named(Field field, Parser<T> parser) throws MalformedException {
        Bytes bytes = field.bytes();
        try {
            return parser.parse(bytes);
        } catch (MalformedException e) {
            throw new MalformedException(field.path() + ": " + e.getMessage(), e);
        }
    }

    private static List<GenesisAccount> accounts(Fields alloc) throws MalformedException {
        List<GenesisAccount> accounts = new ArrayList<>();
        for (String name : alloc.names()) {
            Address address;
            try {
                address = Address.parseHex(name);
            } catch (MalformedException e) {
                throw new MalformedException(alloc.pathOf(name) + ": " + e.getMessage(), e);
            }
            accounts.add(account(address, alloc.required(name).object()));
        }
        return accounts;
    }

    private static GenesisAccount account(Address address, Fields fields) throws MalformedException {
        fields.refuseOthersThan(ACCOUNT_KEYS);
        SortedMap<UInt256, UInt256> storage = new TreeMap<>();
        Optional<Field> slots = fields.optional("storage");
        if (slots.isPresent()) {
            Fields object = slots.get().object();
            for (String name : object.names()) {
                Field value = object.required(name);
                UInt256 key = new Field(value.path(), TextNode.valueOf(name)).word();
                if (storage.put(key, value.word()) != null) {
                    throw value.malformed("slot given twice");
                }
            }
        }
        Optional<Field> code = fields.optional("code");
        return new GenesisAccount(
                address,
                uint256(fields, "balance", UInt256.ZERO),
                number(fields, "nonce", 0),
                code.isPresent() ? code.get().bytes() : Bytes.EMPTY,
                storage);
    }

    private static void refuseUnlessZero(Optional<Field> field, String why) throws MalformedException {
        if (field.isPresent() && !field.get().uint256().isZero()) {
            throw field.get().malformed("must be 0 or absent: " + why);
        }
    }

    private static void refuseUnlessZeroBytes(Optional<Field> field, int size) throws MalformedException {
        if (field.isPresent() && !field.get().bytes(size).equals(Bytes.wrap(new byte[size]))) {
            throw field.get().malformed("must be zero or absent");
        }
    }

    private static long number(Fields fields, String name, long absent) throws MalformedException {
        Optional<Field> field = fields.optional(name);
        return field.isPresent() ? field.get().number() : absent;
    }

    private static UInt256 uint256(Fields fields, String name, UInt256 absent) throws MalformedException {
        Optional<Field> field = fields.optional(name);
        return field.isPresent() ? field.get().uint256() : absent;
    }

    private static Duration duration(Fields fields, String name, Duration absent) throws MalformedException {
        Optional<Field> field = fields.optional(name);
        return field.isPresent() ? field.get().duration() : absent;
    }

    private static String text(Fields fields, String name) throws MalformedException {
        Optional<Field> field = fields.optional(name);
        return field.isPresent() ? field.get().text() : "";
    }
}
