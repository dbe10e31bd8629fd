package io.vigil.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveredSendersTest {
    private static final Bytes KEY = Keccak.hash(Bytes.of(1)).bytes();

    @Test
    void knowsTheSenderOfEveryTransactionOfARange() throws Exception {
        List<Block> range = List.of(block(0, 150), block(150, 1), block(151, 0));
        try (RecoveredSenders senders = new RecoveredSenders()) {
            senders.recover(range);

            for (Block block : range) {
                for (Transaction transaction : block.transactions()) {
                    assertThat(senders.find(transaction.hash())).contains(Secp256k1.address(KEY));
                }
            }
            assertThat(senders.find(transfer(999).hash())).isEmpty();
        }
    }

    private static Block block(int from, int count) {
        List<Transaction> transfers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transfers.add(transfer(from + i));
        }
        return Block.of(Header.builder().number(from).build(), transfers, List.of());
    }

    private static Transaction transfer(long nonce) {
        return new TransactionBody.DynamicFee(
                        7,
                        nonce,
                        UInt256.ZERO,
                        UInt256.ONE,
                        21_000,
                        new Target.Call(Address.ofInt(1)),
                        UInt256.ONE,
                        Bytes.EMPTY,
                        List.of())
                .sign(KEY);
    }
}
