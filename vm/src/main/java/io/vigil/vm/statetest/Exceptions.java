package io.vigil.vm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.vm.transaction.Rejection;
import java.util.List;
import java.util.Optional;

/** The tests' names for why a transaction is refused. */
final class Exceptions {
    private Exceptions() {}

    /** Why the refusal is not what the case expects; a case may allow several reasons. */
    static Optional<String> judge(JsonNode expected, Rejection rejection) {
        if (!Json.has(expected, "expectException")) {
            return Optional.of("refused: " + rejection.message());
        }
        String wanted = expected.path("expectException").asText();
        for (String alternative : wanted.split("\\|")) {
            String name = alternative.substring(alternative.indexOf('.') + 1);
            if (names(rejection.reason()).contains(name)) {
                return Optional.empty();
            }
        }
        return Optional.of("refused as " + rejection.reason() + ", expected " + wanted);
    }

    static List<String> names(Rejection.Reason reason) {
        return switch (reason) {
            case TYPE_NOT_SUPPORTED ->
                List.of("TYPE_1_TX_PRE_FORK", "TYPE_2_TX_PRE_FORK", "TYPE_3_TX_PRE_FORK", "TYPE_4_TX_PRE_FORK");
            case NONCE_TOO_LOW -> List.of("NONCE_MISMATCH_TOO_LOW");
            case NONCE_TOO_HIGH -> List.of("NONCE_MISMATCH_TOO_HIGH");
            case NONCE_MAX -> List.of("NONCE_IS_MAX");
            case GAS_LIMIT_CAP -> List.of("GAS_LIMIT_EXCEEDS_MAXIMUM");
            case SENDER_NOT_EOA -> List.of("SENDER_NOT_EOA");
            case TIP_ABOVE_FEE_CAP -> List.of("PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS");
            case FEE_CAP_BELOW_BASE_FEE -> List.of("INSUFFICIENT_MAX_FEE_PER_GAS");
            case BLOB_CREATION -> List.of("TYPE_3_TX_CONTRACT_CREATION");
            case BLOB_HASHES_MISSING -> List.of("TYPE_3_TX_ZERO_BLOBS");
            case BLOB_HASH_VERSION -> List.of("TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH");
            case BLOB_COUNT -> List.of("TYPE_3_TX_BLOB_COUNT_EXCEEDED", "TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED");
            case BLOB_GAS_LIMIT -> List.of("TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED");
            case BLOB_FEE_CAP_TOO_LOW -> List.of("INSUFFICIENT_MAX_FEE_PER_BLOB_GAS");
            case AUTHORIZATION_CREATION -> List.of("TYPE_4_TX_CONTRACT_CREATION");
            case AUTHORIZATIONS_MISSING -> List.of("TYPE_4_EMPTY_AUTHORIZATION_LIST");
            case INSUFFICIENT_FUNDS -> List.of("INSUFFICIENT_ACCOUNT_FUNDS");
            case BLOCK_GAS_LIMIT -> List.of("GAS_ALLOWANCE_EXCEEDED");
            case INTRINSIC_GAS -> List.of("INTRINSIC_GAS_TOO_LOW", "INTRINSIC_GAS_BELOW_FLOOR_GAS_COST");
            case FLOOR_GAS -> List.of("INTRINSIC_GAS_BELOW_FLOOR_GAS_COST");
            case INITCODE_SIZE -> List.of("INITCODE_SIZE_EXCEEDED");
            case CANNOT_BE_SPONSORED, SPONSOR_REFUSES -> List.of();
        };
    }
}
