package io.vigil.deposits;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.testing.Vectors;
import java.util.ArrayList;
import java.util.List;

/** Reads what the vectors of this module have in common. */
public final class DepositVectors {
    private DepositVectors() {}

    public static JsonNode own(String name) {
        return Vectors.json(Vectors.at("deposits/own/" + name + ".json"));
    }

    public static Hash hash(JsonNode node, String field) {
        return Hash.fromHex(node.get(field).asText());
    }

    public static Bytes bytes(JsonNode node, String field) {
        return Bytes.fromHex(node.get(field).asText());
    }

    public static List<Hash> hashes(JsonNode list) {
        List<Hash> hashes = new ArrayList<>();
        list.forEach(item -> hashes.add(Hash.fromHex(item.asText())));
        return hashes;
    }

    public static DepositData deposit(JsonNode node) {
        return new DepositData(
                bytes(node, "pubkey"),
                hash(node, "withdrawal_credentials"),
                Long.parseUnsignedLong(node.get("amount").asText()),
                bytes(node, "signature"));
    }

    /** {@code count} different leaves, the same in every run. */
    public static List<Hash> leaves(int count) {
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(Sha256.chunk(1_000_000L + i));
        }
        return leaves;
    }

    public static DepositTree tree(List<Hash> leaves) {
        DepositTree tree = DepositTree.empty();
        leaves.forEach(tree::append);
        return tree;
    }
}
