package io.vigil.deposits;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;

/**
 * The contract's {@code DepositEvent}. Its data has one layout of exactly 576 bytes; any other is refused, as EIP-6110 does
 * (D27).
 *
 * @param index position in the tree, from 0
 */
public record DepositLog(long index, DepositData deposit) {
    /** keccak256 of {@code DepositEvent(bytes,bytes,bytes,bytes,bytes)}. */
    public static final Hash TOPIC = Hash.fromHex("0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5");

    public static final int DATA_SIZE = 576;

    private static final int WORD = 32;
    private static final int[] OFFSETS = {160, 256, 320, 384, 512};
    private static final int[] LENGTHS = {48, 32, 8, 96, 8};
    private static final String[] NAMES = {"pubkey", "withdrawal_credentials", "amount", "signature", "index"};

    public static DepositLog decode(Bytes data) throws MalformedException {
        if (data.size() != DATA_SIZE) {
            throw new MalformedException("deposit log: " + data.size() + " bytes, must be " + DATA_SIZE);
        }
        Bytes[] fields = new Bytes[NAMES.length];
        for (int i = 0; i < NAMES.length; i++) {
            requireWord(data, i * WORD, OFFSETS[i], "offset of " + NAMES[i]);
            requireWord(data, OFFSETS[i], LENGTHS[i], "length of " + NAMES[i]);
            fields[i] = data.slice(OFFSETS[i] + WORD, LENGTHS[i]);
            requireZeros(data, OFFSETS[i] + WORD + LENGTHS[i], NAMES[i]);
        }
        long index = littleEndian(fields[4]);
        if (index < 0 || index >= DepositTree.MAX_COUNT) {
            throw new MalformedException("deposit log: index " + Long.toUnsignedString(index) + " above 2^32-2");
        }
        return new DepositLog(
                index, new DepositData(fields[0], new Hash(fields[1]), littleEndian(fields[2]), fields[3]));
    }

    /** The data of the log that the contract emits. */
    public Bytes encode() {
        Bytes[] fields = {
            deposit.publicKey(),
            deposit.credentials().bytes(),
            Sha256.chunk(deposit.amountGwei()).bytes().slice(0, 8),
            deposit.signature(),
            Sha256.chunk(index).bytes().slice(0, 8)
        };
        byte[] data = new byte[DATA_SIZE];
        for (int i = 0; i < fields.length; i++) {
            Bytes.ofLong(OFFSETS[i]).copyTo(data, i * WORD + WORD - Long.BYTES);
            Bytes.ofLong(LENGTHS[i]).copyTo(data, OFFSETS[i] + WORD - Long.BYTES);
            fields[i].copyTo(data, OFFSETS[i] + WORD);
        }
        return Bytes.wrap(data);
    }

    private static void requireWord(Bytes data, int at, int wanted, String what) throws MalformedException {
        boolean high = data.getLong(at) != 0 || data.getLong(at + 8) != 0 || data.getLong(at + 16) != 0;
        if (high || data.getLong(at + 24) != wanted) {
            throw new MalformedException(
                    "deposit log: " + what + " is " + data.slice(at, WORD) + ", must be " + wanted);
        }
    }

    /** The contract pads to whole words with zeros. */
    private static void requireZeros(Bytes data, int from, String name) throws MalformedException {
        for (int i = from; i % WORD != 0; i++) {
            if (data.get(i) != 0) {
                throw new MalformedException("deposit log: padding of " + name + " is not zero");
            }
        }
    }

    private static long littleEndian(Bytes bytes) {
        return Long.reverseBytes(bytes.getLong(0));
    }
}
