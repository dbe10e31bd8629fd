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

    /** Of storage in one creation, below the 2^24 gas that a transaction may have (EIP-7825). */
    static final int MAX_SLOTS = 740;

    /** A fresh slot, and the loop around it. */
    private static final long SLOT_GAS = 22_300;

    private static final long CREATION_GAS = 60_000;

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

    /** A creation whose code writes so many slots of storage that nobody wrote before, keys and values as hashes are. */
    Signed slots(Bytes key, long nonce, int count) {
        TransactionBody.DynamicFee body = new TransactionBody.DynamicFee(
                chainId,
                nonce,
                TIP,
                MAX_FEE,
                SLOT_GAS * count + CREATION_GAS,
                new Target.Create(),
                UInt256.ZERO,
                slotsCode(count),
                List.of());
        Transaction signed = body.sign(key);
        return new Signed(signed.hash(), signed.encode().toHex());
    }

    /** From {@code count} down to 1: storage[n] = keccak256(n). */
    private static Bytes slotsCode(int count) {
        String code = "61" + "%04x".formatted(count) // PUSH2 count
                + "5b" // JUMPDEST, at byte 3
                + "805f52" // DUP1 PUSH0 MSTORE
                + "60205f20" // PUSH1 32 PUSH0 KECCAK256
                + "81" // DUP2
                + "55" // SSTORE
                + "60019003" // PUSH1 1 SWAP1 SUB
                + "80600357" // DUP1 PUSH1 3 JUMPI
                + "00"; // STOP
        return Bytes.fromHex(code);
    }
}
