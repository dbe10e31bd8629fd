package io.vigil.vm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.transaction.BlockProcessor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Blockchain tests of execution-spec-tests: blocks on a given genesis; each must be accepted, or refused by the rule that
 * the test names, and the state after the last must be the given one.
 */
public final class BlockTests {
    private final Map<String, BlockProcessor> processors = new TreeMap<>();

    public BlockTests() {
        for (Fork fork : Fork.ALL) {
            processors.put(fork.name(), new BlockProcessor(fork, NativeContracts.NONE));
        }
    }

    /** @throws MalformedException if {@code json} is no file of blockchain tests */
    public void run(String file, byte[] json, Consumer<Verdict> verdicts) throws MalformedException {
        for (Map.Entry<String, JsonNode> test : Json.parse(json).properties()) {
            String network = Json.field(test.getValue(), "network").asText();
            verdicts.accept(new Verdict(file, test.getKey(), network, why(test.getValue(), network)));
        }
    }

    private String why(JsonNode test, String network) throws MalformedException {
        Block genesis = Block.decodeEthereum(Json.bytes(Json.field(test, "genesisRLP")));
        MemoryState pre = StateTests.state(Json.field(test, "pre"));
        if (!genesis.header().stateRoot().equals(pre.root())) {
            return "state root of genesis " + pre.root() + ", expected "
                    + genesis.header().stateRoot();
        }
        long chainId = Json.number(Json.field(test, "config"), "chainid");
        EthereumBlocks chain = new EthereumBlocks(chainId, genesis.header(), pre);
        int index = 0;
        for (JsonNode block : Json.field(test, "blocks")) {
            String why = why(chain, block, network);
            if (!why.isEmpty()) {
                return "block " + index + ": " + why;
            }
            index++;
        }
        return ofEnd(test, chain);
    }

    private String why(EthereumBlocks chain, JsonNode test, String network) throws MalformedException {
        String wanted = test.path("expectException").asText("");
        Block block;
        try {
            block = Block.decodeEthereum(Bytes.parseHex(Json.field(test, "rlp").asText()));
        } catch (MalformedException e) {
            return wanted.isEmpty() ? "does not decode: " + e.getMessage() : "";
        }
        Header header = block.header();
        BlockProcessor processor = processors.get(EthereumBlocks.forkOf(network, header.timestamp()));
        if (processor == null) {
            return "unknown network " + network;
        }
        Optional<EthereumBlocks.Fault> fault = chain.apply(block, processor);
        if (fault.isEmpty()) {
            return wanted.isEmpty() ? "" : "accepted, expected " + wanted;
        }
        List<String> names = fault.get().names();
        for (String alternative : wanted.split("\\|")) {
            if (names.contains(alternative.substring(alternative.indexOf('.') + 1))) {
                return "";
            }
        }
        return "refused: " + fault.get().detail() + (wanted.isEmpty() ? "" : ", expected " + wanted);
    }

    private static String ofEnd(JsonNode test, EthereumBlocks chain) throws MalformedException {
        String last = Json.field(test, "lastblockhash").asText();
        if (!chain.head().hash().toHex().equals(last)) {
            return "head " + chain.head().hash() + ", expected " + last;
        }
        MemoryState wanted = StateTests.state(Json.field(test, "postState"));
        List<String> differences = Differences.between(wanted, chain.state());
        return differences.isEmpty() ? "" : String.join("; ", differences);
    }
}
