package io.vigil.types.genesis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code vigil.eth1} of genesis.json. */
final class GenesisEth1Json {
    private static final List<String> KEYS = List.of(
            "chainId",
            "contract",
            "codeHash",
            "deployBlock",
            "deployHash",
            "forkVersion",
            "followSeconds",
            "period",
            "maxDeposits",
            "start",
            "nextIndex",
            "frontier");

    private static final List<String> START_KEYS = List.of("number", "blockHash", "root", "count");

    private static final int MAX_FRONTIER = 32;

    private GenesisEth1Json() {}

    /** @param validators of the first set, for the default of the period */
    static GenesisEth1 read(Fields fields, int validators) throws MalformedException {
        fields.refuseOthersThan(KEYS);
        Fields start = fields.required("start").object();
        start.refuseOthersThan(START_KEYS);
        List<Hash> frontier = new ArrayList<>();
        for (Field item : fields.required("frontier").items(MAX_FRONTIER)) {
            frontier.add(item.hash());
        }
        try {
            return new GenesisEth1(
                    new GenesisEth1.Contract(
                            fields.required("chainId").number(),
                            fields.required("contract").address(),
                            fields.required("codeHash").hash(),
                            fields.required("deployBlock").number(),
                            fields.required("deployHash").hash()),
                    fields.required("forkVersion").bytes(),
                    fields.required("followSeconds").number(),
                    number(fields, "period", GenesisEth1.defaultPeriod(validators)),
                    (int) Math.min(Integer.MAX_VALUE, number(fields, "maxDeposits", GenesisEth1.MAX_DEPOSITS)),
                    new GenesisEth1.Start(
                            start.required("number").number(),
                            start.required("blockHash").hash(),
                            start.required("root").hash(),
                            start.required("count").number()),
                    fields.required("nextIndex").number(),
                    frontier);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(fields.path() + "." + e.getMessage(), e);
        }
    }

    static void write(ObjectNode node, GenesisEth1 eth1) {
        GenesisEth1.Contract contract = eth1.contract();
        node.put("chainId", contract.chainId());
        node.put("contract", contract.address().toChecksumHex());
        node.put("codeHash", contract.codeHash().toHex());
        node.put("deployBlock", contract.deployBlock());
        node.put("deployHash", contract.deployHash().toHex());
        node.put("forkVersion", eth1.forkVersion().toHex());
        node.put("followSeconds", eth1.followSeconds());
        node.put("period", eth1.period());
        node.put("maxDeposits", eth1.maxDeposits());
        node.putObject("start")
                .put("number", eth1.start().number())
                .put("blockHash", eth1.start().blockHash().toHex())
                .put("root", eth1.start().root().toHex())
                .put("count", eth1.start().count());
        node.put("nextIndex", eth1.nextIndex());
        ArrayNode frontier = node.putArray("frontier");
        eth1.frontier().forEach(hash -> frontier.add(hash.toHex()));
    }

    private static long number(Fields fields, String name, long absent) throws MalformedException {
        Optional<Field> field = fields.optional(name);
        return field.isPresent() ? field.get().number() : absent;
    }
}
