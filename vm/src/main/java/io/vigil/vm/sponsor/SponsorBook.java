package io.vigil.vm.sponsor;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;

/** The storage of the sponsor contract as named values: one slot each, at keccak256(field ‖ contract ‖ detail). */
public final class SponsorBook {
    private final Slots slots;

    /** The storage behind the book. */
    public interface Slots {
        UInt256 load(UInt256 key);

        void store(UInt256 key, UInt256 value);
    }

    /** What is kept for each sponsoring contract. */
    public enum Field {
        /** The account that consents in its name; zero for none. */
        OWNER,
        /** Wei that belong to it. */
        DEPOSIT,
        /** Wei that it still agrees to spend. */
        BUDGET,
        /** Wei per gas, base fee and tip together, that it pays at most. */
        MAX_PRICE,
        /** Wei per gas for the block's beneficiary. */
        TIP,
        /** Gas per transaction. */
        MAX_GAS,
        /** 1 if it pays whatever method is called. */
        ANY_SELECTOR,
        /** 1 if it pays whoever calls. */
        ANY_CALLER,
        /** 1 for each method that it pays for. */
        SELECTOR,
        /** 1 for each caller that it pays for. */
        CALLER
    }

    public SponsorBook(Slots slots) {
        this.slots = slots;
    }

    public UInt256 get(Field field, Address contract) {
        return slots.load(key(field, contract, Bytes.EMPTY));
    }

    public void set(Field field, Address contract, UInt256 value) {
        slots.store(key(field, contract, Bytes.EMPTY), value);
    }

    /** @param detail a selector or a caller */
    public boolean has(Field field, Address contract, Bytes detail) {
        return !slots.load(key(field, contract, detail)).isZero();
    }

    public void allow(Field field, Address contract, Bytes detail, boolean allowed) {
        slots.store(key(field, contract, detail), allowed ? UInt256.ONE : UInt256.ZERO);
    }

    /** An address as a word. */
    static UInt256 word(Address address) {
        return UInt256.of(address.bytes());
    }

    static Address address(UInt256 word) {
        return new Address(word.toBytes32().slice(12, Address.SIZE));
    }

    private static UInt256 key(Field field, Address contract, Bytes detail) {
        Hash hash = Keccak.hash(Bytes.concat(Bytes.of(field.ordinal()), contract.bytes(), detail));
        return UInt256.of(hash.bytes());
    }
}
