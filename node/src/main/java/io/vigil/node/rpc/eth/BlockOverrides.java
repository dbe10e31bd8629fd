package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.HeaderBuilder;

/** Changes to the block that a call believes to be in: the fourth argument of {@code eth_call}. */
final class BlockOverrides {
    private BlockOverrides() {}

    static Header apply(JsonNode json, Header environment) throws InvalidArgumentException {
        HeaderBuilder builder = environment.toBuilder();
        if (json.hasNonNull("number")) {
            builder.number(Hex.number(json.path("number")));
        }
        if (json.hasNonNull("time")) {
            builder.timestamp(Hex.number(json.path("time")));
        }
        if (json.hasNonNull("gasLimit")) {
            builder.gasLimit(Hex.number(json.path("gasLimit")));
        }
        if (json.hasNonNull("feeRecipient")) {
            builder.beneficiary(Hex.address(json.path("feeRecipient")));
        }
        if (json.hasNonNull("prevRandao")) {
            builder.mixHash(Hex.hash(json.path("prevRandao")));
        }
        if (json.hasNonNull("baseFeePerGas")) {
            builder.baseFeePerGas(Hex.uint256(json.path("baseFeePerGas")));
        }
        return builder.build();
    }
}
