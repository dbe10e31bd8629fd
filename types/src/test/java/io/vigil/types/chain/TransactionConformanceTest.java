package io.vigil.types.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * ethereum/tests, TransactionTests, on chain 1, by the rules of the last fork that each test speaks of. What is wrong by
 * the rules of fees, gas and code size decodes here and is refused by the VM's rules.
 */
class TransactionConformanceTest {
    private static final long CHAIN_ID = 1;

    private static final Set<String> RULES_OF_EXECUTION = Set.of(
            "TransactionException.INTRINSIC_GAS_TOO_LOW",
            "TransactionException.GASLIMIT_PRICE_PRODUCT_OVERFLOW",
            "TransactionException.PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2",
            "TransactionException.INITCODE_SIZE_EXCEEDED");

    /** Valid in Ethereum, refused here: a nonce or gas limit above 2^63-1, which no account and no block has. */
    private static final Set<String> REFUSED_ON_PURPOSE = Set.of(
            "TransactionWithHighNonce64Minus2",
            "TransactionWithHighGasLimit63",
            "TransactionWithHighGasLimit63Plus1",
            "TransactionWithHighGasLimit64Minus1");

    @Test
    void agreesWithEthereumOnEveryCase() {
        int valid = 0;
        int refused = 0;
        int left = 0;
        List<String> onPurpose = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Path file : Vectors.filesAt("evm/ethereum-tests/TransactionTests", ".json")) {
            for (Map.Entry<String, JsonNode> test : Vectors.json(file).properties()) {
                String name = test.getKey();
                JsonNode expected = lastFork(test.getValue().path("result"));
                String exception = expected.path("exception").asText();
                String outcome = outcome(test.getValue().path("txbytes").textValue());
                if (RULES_OF_EXECUTION.contains(exception) && !outcome.startsWith("refused")) {
                    left++;
                } else if (!exception.isEmpty()) {
                    refused++;
                    if (!outcome.startsWith("refused")) {
                        wrong.add(name + ": " + exception + " wanted, but " + outcome);
                    }
                } else if (REFUSED_ON_PURPOSE.contains(name) && outcome.startsWith("refused")) {
                    onPurpose.add(name);
                } else {
                    valid++;
                    String wanted = expected.path("sender").textValue() + " "
                            + expected.path("hash").textValue();
                    if (!outcome.equals(wanted)) {
                        wrong.add(name + ": " + wanted + " wanted, but " + outcome);
                    }
                }
            }
        }
        System.out.println("TransactionTests: " + (valid + refused + left + onPurpose.size()) + " run, " + wrong.size()
                + " failed");
        assertThat(wrong).isEmpty();
        assertThat(onPurpose).containsExactlyInAnyOrderElementsOf(REFUSED_ON_PURPOSE);
        assertThat(List.of(valid, refused, left)).isEqualTo(List.of(46, 150, 10));
    }

    private static JsonNode lastFork(JsonNode result) {
        return Stream.of("Prague", "Cancun", "Shanghai", "Paris", "London")
                .map(result::get)
                .filter(node -> node != null)
                .findFirst()
                .orElseThrow();
    }

    private static String outcome(String hex) {
        try {
            Bytes encoded = Bytes.parseHex(hex);
            Transaction transaction = Transaction.decode(encoded);
            assertThat(Transaction.of(transaction.body(), transaction.signature())
                            .encode())
                    .isEqualTo(encoded);
            Optional<Address> sender = transaction.sender();
            if (transaction.chainId() != 0 && transaction.chainId() != CHAIN_ID) {
                return "refused: chain " + transaction.chainId();
            }
            return sender.map(address -> address + " " + transaction.hash()).orElse("refused: no sender");
        } catch (MalformedException e) {
            return "refused: " + e.getMessage();
        }
    }
}
