package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.types.Hash;

/** How a call names a block: by number, by tag, by hash, or by an object with one of them (EIP-1898). */
public sealed interface BlockParam {
    /** {@code latest}, {@code safe} and {@code finalized}: one block, since what is committed is final. */
    record Head() implements BlockParam {}

    /** The next block: its environment, on the state of the head. */
    record Pending() implements BlockParam {}

    record At(BlockId id) implements BlockParam {}

    /** A number or a tag. */
    static BlockParam number(JsonNode node) throws InvalidArgumentException {
        if (!node.isTextual()) {
            throw new InvalidArgumentException("hex string without 0x prefix");
        }
        return switch (node.textValue()) {
            case "latest", "safe", "finalized" -> new Head();
            case "pending" -> new Pending();
            case "earliest" -> new At(new BlockId.OfNumber(0));
            default -> new At(new BlockId.OfNumber(height(node)));
        };
    }

    /** A number, a tag, a hash, or an object of EIP-1898. */
    static BlockParam any(JsonNode node) throws InvalidArgumentException {
        if (node.isObject()) {
            boolean hasHash = node.hasNonNull("blockHash");
            if (hasHash && node.hasNonNull("blockNumber")) {
                throw new InvalidArgumentException(
                        "cannot specify both BlockHash and BlockNumber, choose one or the other");
            }
            if (hasHash) {
                return new At(new BlockId.OfHash(Hex.hash(node.path("blockHash"))));
            }
            if (node.hasNonNull("blockNumber")) {
                return number(node.path("blockNumber"));
            }
            throw new InvalidArgumentException("invalid arguments; neither block nor hash specified");
        }
        if (node.isTextual() && node.textValue().length() == 2 + 2 * Hash.SIZE) {
            return new At(new BlockId.OfHash(Hex.hash(node)));
        }
        return number(node);
    }

    private static long height(JsonNode node) throws InvalidArgumentException {
        try {
            return Hex.number(node);
        } catch (InvalidArgumentException e) {
            // geth reads a block number by hand and so names no Go type here
            String text = String.valueOf(e.getMessage());
            String bare = text.replaceFirst("^json: cannot unmarshal (.*) into .*$", "$1");
            throw new InvalidArgumentException(
                    bare.equals("hex number > 64 bits") && node.textValue().length() <= 18
                            ? "block number larger than int64"
                            : bare);
        }
    }
}
