package io.vigil.testnet.bench;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Transfers that are signed before the clock starts. */
final class SignedLoad {
    static final long TRANSFER_GAS = 21_000;

    /** Covers a base fee that doubles several times while the load runs. */
    static final UInt256 MAX_FEE = UInt256.of(100_000_000_000L);

    private static final UInt256 TIP = UInt256.of(1_000_000_000);

    private final long chainId;

    SignedLoad(long chainId) {
        this.chainId = chainId;
    }

    /** One transfer, ready to send. */
    record Signed(Hash hash, String raw) {}

    /** The keys of accounts that exist for the load alone; the same ones in every run on a chain. */
    static List<Bytes> senders(int count) {
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(Keccak.hash(Bytes.wrap(("vigil bench account " + i).getBytes(StandardCharsets.US_ASCII)))
                    .bytes());
        }
        return keys;
    }

    Signed transfer(Bytes key, long nonce, Address to, UInt256 value) {
        TransactionBody.DynamicFee body = new TransactionBody.DynamicFee(
                chainId, nonce, TIP, MAX_FEE, TRANSFER_GAS, new Target.Call(to), value, Bytes.EMPTY, List.of());
        Transaction signed = body.sign(key);
        return new Signed(signed.hash(), signed.encode().toHex());
    }
}
