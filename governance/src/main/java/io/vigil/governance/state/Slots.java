package io.vigil.governance.state;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;

/**
 * The slots of one contract by name. A thing lies at keccak256(name ‖ 0 ‖ key); a record of bytes has its length there and
 * the bytes, 32 by 32, in the slots that follow, the last one filled up with zeros.
 */
public final class Slots {
    private static final int WORD = 32;

    private final Address contract;
    private final StateView view;

    public Slots(Address contract, StateView view) {
        this.contract = contract;
        this.view = view;
    }

    public static UInt256 at(String name, Bytes key) {
        Bytes tag = Bytes.wrap(name.getBytes(StandardCharsets.US_ASCII));
        return UInt256.of(Keccak.hash(Bytes.concat(tag, Bytes.of(0), key)).bytes());
    }

    public static UInt256 at(String name, Address key) {
        return at(name, key.bytes());
    }

    public static UInt256 at(String name, long key) {
        return at(name, Bytes.ofLong(key));
    }

    public UInt256 word(UInt256 slot) {
        return view.load(contract, slot);
    }

    /** The low 20 bytes. */
    public static Address address(UInt256 word) {
        return new Address(word.toBytes32().slice(Hash.SIZE - Address.SIZE, Address.SIZE));
    }

    public static UInt256 word(Address address) {
        return UInt256.of(address.bytes());
    }

    /**
     * A record; no bytes if none was written.
     *
     * @throws MalformedException if its length is above {@code maxBytes}
     */
    public Bytes record(UInt256 slot, int maxBytes) throws MalformedException {
        UInt256 length = word(slot);
        if (length.isZero()) {
            return Bytes.EMPTY;
        }
        if (!length.isLong() || Long.compareUnsigned(length.limb0(), maxBytes) > 0) {
            throw new MalformedException("record of " + length + " bytes, at most " + maxBytes);
        }
        int size = (int) length.limb0();
        byte[] bytes = new byte[(size + WORD - 1) / WORD * WORD];
        UInt256 at = slot;
        for (int offset = 0; offset < size; offset += WORD) {
            at = at.addWrapping(UInt256.ONE);
            word(at).toBytes32().copyTo(bytes, offset);
        }
        return Bytes.copyOf(bytes, 0, size);
    }

    /** Writes a record over the one that is there; no bytes delete it. */
    public static void write(GovernanceState state, Address contract, UInt256 slot, Bytes bytes) {
        UInt256 before = state.load(contract, slot);
        long oldBytes = Math.min(before.toLongSaturated(), MAX_RECORD_BYTES);
        state.store(contract, slot, UInt256.of(bytes.size()));
        UInt256 at = slot;
        for (int offset = 0; offset < bytes.size() || offset < oldBytes; offset += WORD) {
            at = at.addWrapping(UInt256.ONE);
            byte[] word = new byte[WORD];
            int here = Math.max(0, Math.min(WORD, bytes.size() - offset));
            System.arraycopy(bytes.shared(), Math.min(offset, bytes.size()), word, 0, here);
            state.store(contract, at, UInt256.of(Bytes.wrap(word)));
        }
    }

    /** The longest record of all; a length above it can only be damage. */
    public static final int MAX_RECORD_BYTES = 64 << 10;
}
