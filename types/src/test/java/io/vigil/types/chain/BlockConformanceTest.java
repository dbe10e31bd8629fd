package io.vigil.types.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The 54 blocks of ethereum/execution-apis, made by geth, from proof of work to Osaka. */
class BlockConformanceTest {
    @Test
    void everyBlockNamesTheHashOfTheOneBefore() throws IOException, MalformedException {
        List<Block> chain = chain();
        Map<HeaderForm, Integer> forms = new EnumMap<>(HeaderForm.class);
        Map<Integer, Integer> types = new TreeMap<>();
        for (int i = 0; i < chain.size(); i++) {
            Block block = chain.get(i);
            forms.merge(block.header().form(), 1, Integer::sum);
            assertThat(block.number()).isEqualTo(i + 1);
            if (i > 0) {
                assertThat(block.header().parentHash())
                        .isEqualTo(chain.get(i - 1).hash());
            }
            for (Transaction transaction : block.transactions()) {
                types.merge(transaction.type(), 1, Integer::sum);
                assertThat(Transaction.decode(transaction.encode())).isEqualTo(transaction);
                assertThat(Transaction.of(transaction.body(), transaction.signature()))
                        .isEqualTo(transaction);
                assertThat(transaction.sender()).isPresent();
            }
        }

        System.out.println("blocks of execution-apis: " + chain.size() + " passed");
        assertThat(chain).hasSize(54);
        assertThat(chain.getLast().hash().toHex()).startsWith("0xd226371d");
        assertThat(types.values().stream().mapToInt(count -> count).sum()).isEqualTo(249);
        assertThat(types.keySet()).containsExactly(0, 1, 2, 3, 4);
        assertThat(forms.keySet()).containsExactly(HeaderForm.values());
    }

    @Test
    void receiptsThatGethServesKeepTheirBytes() throws IOException, MalformedException {
        int receipts = 0;
        for (Path file : Vectors.filesAt("rpc/tests/debug_getRawReceipts", ".io")) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("<< ") && line.contains("\"result\":[")) {
                    for (JsonNode hex :
                            new ObjectMapper().readTree(line.substring(3)).path("result")) {
                        Bytes encoded = Bytes.parseHex(hex.textValue());
                        Receipt receipt = Receipt.decode(encoded);
                        assertThat(receipt.encode()).isEqualTo(encoded);
                        assertThat(receipt.bloom()).isEqualTo(Bloom.of(receipt.logs()));
                        receipts++;
                    }
                }
            }
        }
        assertThat(receipts).isEqualTo(3);
    }

    @Test
    void sendersAndCreatedContractsAreThoseThatGethServes() throws IOException, MalformedException {
        Map<Hash, Transaction> transactions = new TreeMap<>();
        chain().forEach(block -> block.transactions().forEach(tx -> transactions.put(tx.hash(), tx)));
        int senders = 0;
        int contracts = 0;
        for (Path file : Vectors.filesAt("rpc/tests", ".io")) {
            for (String line : Files.readAllLines(file)) {
                if (!line.startsWith("<< ") || !line.contains("\"transactionHash\"")) {
                    continue;
                }
                for (JsonNode receipt :
                        new ObjectMapper().readTree(line.substring(3)).findParents("contractAddress")) {
                    Hash hash = Hash.fromHex(receipt.path("transactionHash").textValue());
                    Transaction transaction =
                            Optional.ofNullable(transactions.get(hash)).orElseThrow();
                    Address sender = transaction.sender().orElseThrow();
                    assertThat(sender.toHex()).isEqualTo(receipt.path("from").textValue());
                    senders++;
                    if (transaction.target() instanceof Target.Create) {
                        assertThat(ContractAddress.create(sender, transaction.nonce())
                                        .toHex())
                                .isEqualTo(receipt.path("contractAddress").textValue());
                        contracts++;
                    }
                }
            }
        }
        assertThat(List.of(senders, contracts)).isEqualTo(List.of(19, 13));
    }

    private static List<Block> chain() throws IOException, MalformedException {
        RlpReader reader = RlpReader.of(Bytes.wrap(Files.readAllBytes(Vectors.at("rpc/tests/chain.rlp"))));
        List<Block> chain = new ArrayList<>();
        while (reader.hasNext()) {
            Bytes encoded = reader.encoded();
            Block block = Block.decodeEthereum(encoded);
            assertThat(block.encodeEthereum()).isEqualTo(encoded);
            chain.add(block);
        }
        return chain;
    }
}
