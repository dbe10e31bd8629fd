package io.vigil.types.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks and transactions out of ethereum/execution-spec-tests v5.4.0. */
class ExecutionSpecConformanceTest {
    private int blocks;
    private int transactions;
    private int authorities;
    private int withoutAuthority;

    @Test
    void blocksKeepTheirBytesHashesAndSenders() {
        Vectors.forEachJsonInZip("evm/eest-blockchain-tests-subset.zip", "", (file, tests) -> {
            for (JsonNode test : tests) {
                checkBlock(test.path("genesisRLP"), test.path("genesisBlockHeader"), List.of());
                for (JsonNode block : test.path("blocks")) {
                    if (!block.has("expectException")) {
                        checkBlock(
                                block.path("rlp"),
                                block.path("blockHeader"),
                                block.path("transactions").valueStream().toList());
                    }
                }
            }
        });

        System.out.println(
                "blocks of execution-spec-tests: " + blocks + " passed, with " + transactions + " transactions");
        assertThat(List.of(blocks, transactions)).isEqualTo(List.of(1422, 944));
    }

    @Test
    void authorizationsNameTheAuthoritiesThatSigned() {
        Vectors.forEachJsonInZip("evm/eest-state-tests.zip", "eip7702", (file, tests) -> {
            for (JsonNode test : tests) {
                for (JsonNode fork : test.path("post")) {
                    for (JsonNode post : fork) {
                        if (!post.has("expectException")) {
                            checkTransaction(transaction(post.path("txbytes")), test.path("transaction"));
                        }
                    }
                }
            }
        });

        System.out.println("authorizations of execution-spec-tests: " + (authorities + withoutAuthority) + " passed");
        assertThat(List.of(transactions, authorities, withoutAuthority)).isEqualTo(List.of(801, 2895, 6));
    }

    private static Transaction transaction(JsonNode hex) {
        try {
            return Transaction.decode(Bytes.parseHex(hex.textValue()));
        } catch (MalformedException e) {
            throw new AssertionError(hex.textValue(), e);
        }
    }

    private void checkBlock(JsonNode rlp, JsonNode header, List<JsonNode> expected) {
        Bytes encoded = Bytes.fromHex(rlp.textValue());
        Block block;
        try {
            block = Block.decodeEthereum(encoded);
        } catch (MalformedException e) {
            throw new AssertionError(rlp.textValue(), e);
        }
        assertThat(block.encodeEthereum()).isEqualTo(encoded);
        assertThat(block.hash()).isEqualTo(Hash.fromHex(header.path("hash").textValue()));
        assertThat(block.transactions()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            checkTransaction(block.transactions().get(i), expected.get(i));
        }
        blocks++;
    }

    private void checkTransaction(Transaction transaction, JsonNode expected) {
        assertThat(transaction.sender())
                .contains(Address.fromHex(expected.path("sender").textValue()));
        List<JsonNode> entries =
                expected.path("authorizationList").valueStream().toList();
        assertThat(transaction.authorizations()).hasSameSizeAs(entries);
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).has("signer")) {
                checkAuthority(
                        transaction.authorizations().get(i),
                        Address.fromHex(entries.get(i).path("signer").textValue()));
            }
        }
        transactions++;
    }

    /** One test makes s high on purpose: it names who signed, but nobody is the authority. */
    private void checkAuthority(Authorization authorization, Address signer) {
        if (Secp256k1.isLowS(authorization.s())) {
            assertThat(authorization.authority()).contains(signer);
            authorities++;
        } else {
            assertThat(authorization.authority()).isEmpty();
            withoutAuthority++;
        }
    }
}
