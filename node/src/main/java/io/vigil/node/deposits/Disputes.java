package io.vigil.node.deposits;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.FollowedChain;
import io.vigil.deposits.follow.ContractAnswer;
import io.vigil.deposits.follow.CrossCheck;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that is needed to see who was wrong about eth1, kept at the first contradiction (D25, R4.6): one folder
 * {@code NUMBER-VOTEHASH} for a vote, one file for endpoints that disagree or replaced what was final. Never overwritten.
 */
final class Disputes {
    /** Later ones say nothing new. */
    static final int MAX_KEPT = 64;

    /** Deposits around the disputed count that are kept with it. */
    private static final int LEAVES = 64;

    private final Path folder;

    Disputes(Path folder) {
        this.folder = folder;
    }

    /** How many are kept. */
    int count() {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> kept = Files.list(folder)) {
            return (int) kept.count();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e, e);
        }
    }

    /**
     * Keeps a vote that contradicts the own tree.
     *
     * @param caster the leader whose statement it is
     * @return whether this is the first time
     */
    boolean vote(Eth1Data vote, Block block, String caster, FollowedChain own, List<Endpoint> endpoints) {
        Path target =
                folder.resolve(vote.number() + "-" + vote.voteHash().toHex().substring(2));
        if (Files.exists(target) || count() >= MAX_KEPT) {
            return false;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("vote", json(vote));
        json.put("caster", caster).put("block", block.hash().toHex()).put("height", block.number());
        Optional<Eth1Point> mine = own.point(vote.number());
        mine.ifPresent(point -> {
            json.set("own", json(own.data(point)));
            json.put("ownTimestamp", point.block().timestamp())
                    .put("ownParent", point.block().parent().toHex());
            ArrayNode frontier = json.putArray("frontier");
            own.tree().frontierAt(point.count()).subtrees().forEach(hash -> frontier.add(hash.toHex()));
        });
        leaves(json.putObject("leaves"), own, vote.count());
        ArrayNode answers = json.putArray("answers");
        for (Endpoint endpoint : endpoints) {
            answers.addObject().put("endpoint", endpoint.name()).put("contract", answer(endpoint, vote.blockHash()));
        }
        write(target, block.encode().toHex(), json);
        return true;
    }

    void endpointsDisagree(CrossCheck.Verdict.Disagreed differing) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("own", json(differing.own()));
        ArrayNode answers = json.putArray("answers");
        for (CrossCheck.Answer answer : differing.answers()) {
            answers.addObject()
                    .put("endpoint", answer.endpoint())
                    .put("contract", answer.contract().raw());
        }
        writeOnce(
                "endpoints-" + differing.own().number() + "-" + differing.own().blockHash() + ".json", json);
    }

    /** @return whether this is the first time */
    boolean halted(Eth1Block ours, Eth1Block theirs) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("ours", json(ours));
        json.set("theirs", json(theirs));
        return writeOnce(haltName(theirs.hash()), json);
    }

    boolean isHaltAt(Hash theirs) {
        return Files.exists(folder.resolve(haltName(theirs)));
    }

    private static String haltName(Hash theirs) {
        return "reorg-" + theirs + ".json";
    }

    private static void leaves(ObjectNode leaves, FollowedChain own, long count) {
        long end = Math.min(count, own.tree().count());
        for (long index = Math.max(own.tree().finalizedCount(), end - LEAVES); index < end; index++) {
            leaves.put(Long.toString(index), own.tree().leaf(index).toHex());
        }
    }

    private static String answer(Endpoint endpoint, Hash block) {
        try {
            ContractAnswer answer = endpoint.logs().contract(block);
            return answer.raw();
        } catch (EndpointException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static ObjectNode json(Eth1Data data) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("number", data.number())
                .put("blockHash", data.blockHash().toHex())
                .put("root", data.root().toHex())
                .put("count", data.count());
    }

    private static ObjectNode json(Eth1Block block) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("number", block.number())
                .put("hash", block.hash().toHex())
                .put("parent", block.parent().toHex())
                .put("timestamp", block.timestamp());
    }

    private boolean writeOnce(String name, ObjectNode json) {
        Path file = folder.resolve(name);
        if (Files.exists(file) || count() >= MAX_KEPT) {
            return false;
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(file, json.toPrettyString() + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e, e);
        }
        return true;
    }

    private static void write(Path target, String block, ObjectNode json) {
        try {
            Files.createDirectories(target);
            Files.writeString(target.resolve("block.hex"), block + "\n", StandardCharsets.US_ASCII);
            Files.writeString(target.resolve("dispute.json"), json.toPrettyString() + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(target + ": " + e, e);
        }
    }
}
