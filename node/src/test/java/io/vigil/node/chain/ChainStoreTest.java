package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.MemoryStore;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainStoreTest {
    private final MemoryStore store = new MemoryStore();
    private final ChainStore chain = new ChainStore(store::get);

    @Test
    void readsBackABlockByHeightByHashAndByTransaction() {
        Transaction transaction = transfer(0);
        Block block = block(5, transaction);
        List<Receipt> receipts = List.of(Receipt.of(2, true, 21_000, List.of()));
        Batch batch = new Batch();
        ChainStore.put(batch, block, receipts);
        ChainStore.putProof(batch, 5, Bytes.of(1, 2));
        store.commit(batch, Durability.SYNCED);

        assertThat(chain.head()).contains(new ChainStore.Head(5, block.hash()));
        assertThat(chain.height(block.hash())).contains(5L);
        assertThat(chain.block(5)).contains(block);
        assertThat(chain.receipts(5)).contains(receipts);
        assertThat(chain.location(transaction.hash())).contains(new ChainStore.Location(5, 0));
        assertThat(chain.proof(5)).contains(Bytes.of(1, 2));
    }

    @Test
    void knowsNothingOfWhatWasNeverCommitted() {
        assertThat(chain.head()).isEmpty();
        assertThat(chain.block(1)).isEmpty();
        assertThat(chain.location(transfer(1).hash())).isEmpty();
    }

    private static Block block(long number, Transaction transaction) {
        List<SystemInput> inputs = List.of(new SystemInput(SystemInput.RANDAO_REVEAL, Bytes.of(9)));
        Header header = Header.builder()
                .number(number)
                .requestsHash(SystemInput.requestsHash(inputs))
                .build();
        return Block.of(header, List.of(transaction), inputs);
    }

    private static Transaction transfer(long nonce) {
        TransactionBody body = new TransactionBody.DynamicFee(
                1,
                nonce,
                UInt256.ONE,
                UInt256.of(100),
                21_000,
                new Target.Call(Address.ofInt(7)),
                UInt256.ONE,
                Bytes.EMPTY,
                List.of());
        return Transaction.of(
                body, Secp256k1.sign(body.signingHash(), UInt256.of(5).toBytes32()));
    }
}
