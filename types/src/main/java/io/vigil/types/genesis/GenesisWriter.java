package io.vigil.types.genesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Address;
import io.vigil.types.UInt256;

/** Writes genesis.json: every field, in one order, with line feeds, whatever the platform. */
final class GenesisWriter {
    private static final JsonMapper JSON = new JsonMapper();

    private GenesisWriter() {}

    static String write(Genesis genesis) {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        writeConfig(top.putObject("config"), genesis);
        top.put("nonce", "0x0");
        top.put("timestamp", quantity(genesis.timestamp()));
        top.put("extraData", genesis.extraData().encode().toHex());
        top.put("gasLimit", quantity(genesis.gasLimit()));
        top.put("difficulty", "0x0");
        top.put("mixHash", genesis.mixHash().toHex());
        top.put("coinbase", Address.ZERO.toHex());
        top.put("baseFeePerGas", genesis.baseFeePerGas().toQuantity());
        ObjectNode vigil = top.putObject("vigil");
        vigil.put("version", genesis.version());
        writeParameters(vigil.putObject("parameters"), genesis.parameters());
        var validators = vigil.putArray("validators");
        genesis.validators().forEach(validator -> writeValidator(validators.addObject(), validator));
        genesis.eth1().ifPresent(eth1 -> GenesisEth1Json.write(vigil.putObject("eth1"), eth1));
        ObjectNode alloc = top.putObject("alloc");
        for (GenesisAccount account : genesis.accounts()) {
            writeAccount(alloc.putObject(account.address().toHex()), account);
        }
        return text(top);
    }

    private static void writeConfig(ObjectNode config, Genesis genesis) {
        config.put("chainId", genesis.chainId());
        GenesisReader.FORK_BLOCKS.forEach(name -> config.put(name, 0));
        config.put("terminalTotalDifficulty", 0);
        GenesisReader.FORK_TIMES.forEach(name -> config.put(name, 0));
    }

    private static void writeParameters(ObjectNode node, GenesisParameters parameters) {
        node.put("targetBlockTime", GenesisParameters.text(parameters.targetBlockTime()));
        node.put("emptyBlockInterval", GenesisParameters.text(parameters.emptyBlockInterval()));
        node.put("delta", GenesisParameters.text(parameters.delta()));
        node.put("build", GenesisParameters.text(parameters.build()));
        node.put("exec", GenesisParameters.text(parameters.exec()));
        node.put("timeoutCap", parameters.timeoutCap());
        node.put("epochLength", parameters.epochLength());
        node.put("baseFeeDenominator", parameters.baseFeeDenominator());
        node.put("minBaseFee", parameters.minBaseFee().toLong());
        node.put("maxClockDrift", GenesisParameters.text(parameters.maxClockDrift()));
        node.put("governance", parameters.governance().text());
        GovernanceParameters rules = parameters.rules();
        node.put("electionDistance", rules.electionDistance());
        node.put("maxSet", rules.maxSet());
        node.put("minSet", rules.minSet());
        node.put("maxRecords", rules.maxRecords());
        node.put("minStake", rules.minStake().toQuantity());
        node.put("powerUnit", rules.powerUnit().toQuantity());
        node.put("slashBps", rules.slashBps());
        node.put("unbondingEpochs", rules.unbondingEpochs());
        node.put("unbondingSeconds", rules.unbondingSeconds());
        node.put("jailAfter", rules.jailAfter());
        node.put("votingEpochs", rules.votingEpochs());
        node.put("quorumBps", rules.quorumBps());
        node.put("supportBps", rules.supportBps());
        node.put("consensusBps", rules.consensusBps());
        node.put("proposalDeposit", rules.proposalDeposit().toQuantity());
    }

    private static void writeValidator(ObjectNode node, GenesisValidator validator) {
        node.put("address", validator.address().toChecksumHex());
        node.put("blsKey", validator.blsKey().bytes().toHex());
        node.put("nodeId", validator.nodeId().toHex().substring(2));
        node.put("possession", validator.possession().bytes().toHex());
        node.put("power", validator.power());
        if (!validator.contact().isEmpty()) {
            node.put("contact", validator.contact());
        }
        if (!validator.host().isEmpty()) {
            node.put("host", validator.host());
            node.put("port", validator.port());
        }
    }

    private static void writeAccount(ObjectNode node, GenesisAccount account) {
        node.put("balance", account.balance().toQuantity());
        if (account.nonce() != 0) {
            node.put("nonce", quantity(account.nonce()));
        }
        if (!account.code().isEmpty()) {
            node.put("code", account.code().toHex());
        }
        if (!account.storage().isEmpty()) {
            ObjectNode storage = node.putObject("storage");
            account.storage()
                    .forEach((key, value) -> storage.put(
                            key.toBytes32().toHex(), value.toBytes32().toHex()));
        }
    }

    private static String quantity(long value) {
        return UInt256.of(value).toQuantity();
    }

    private static String text(ObjectNode node) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return JSON.writer(printer).writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is JSON", e);
        }
    }
}
