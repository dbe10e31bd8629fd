package io.vigil.governance.contracts;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Encodes a row of values as Solidity's ABI has it: heads in order, then what has no fixed length. */
public final class AbiWriter {
    private static final int WORD = 32;

    private final List<Bytes> heads = new ArrayList<>();
    private final List<Bytes> tails = new ArrayList<>();

    public AbiWriter number(UInt256 value) {
        return fixed(value.toBytes32());
    }

    public AbiWriter number(long value) {
        return number(UInt256.of(value));
    }

    public AbiWriter flag(boolean value) {
        return number(value ? 1 : 0);
    }

    public AbiWriter address(Address value) {
        return number(UInt256.of(value.bytes()));
    }

    public AbiWriter hash(Hash value) {
        return fixed(value.bytes());
    }

    public AbiWriter bytes(Bytes value) {
        return dynamic(Bytes.concat(UInt256.of(value.size()).toBytes32(), value, padding(value.size())));
    }

    public AbiWriter text(String value) {
        return bytes(Bytes.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    public <T> AbiWriter numbers(List<T> values, Function<T, Long> number) {
        AbiWriter items = new AbiWriter();
        values.forEach(value -> items.number(number.apply(value)));
        return array(values.size(), items);
    }

    public AbiWriter amounts(List<UInt256> values) {
        AbiWriter items = new AbiWriter();
        values.forEach(items::number);
        return array(values.size(), items);
    }

    public AbiWriter addresses(List<Address> values) {
        AbiWriter items = new AbiWriter();
        values.forEach(items::address);
        return array(values.size(), items);
    }

    public AbiWriter texts(List<String> values) {
        AbiWriter items = new AbiWriter();
        values.forEach(items::text);
        return array(values.size(), items);
    }

    public AbiWriter byteStrings(List<Bytes> values) {
        AbiWriter items = new AbiWriter();
        values.forEach(items::bytes);
        return array(values.size(), items);
    }

    /** A marker of length zero says: the offset goes here. */
    private AbiWriter dynamic(Bytes tail) {
        heads.add(Bytes.EMPTY);
        tails.add(tail);
        return this;
    }

    private AbiWriter fixed(Bytes word) {
        heads.add(word);
        return this;
    }

    private AbiWriter array(int count, AbiWriter items) {
        return dynamic(Bytes.concat(UInt256.of(count).toBytes32(), items.toBytes()));
    }

    public Bytes toBytes() {
        List<Bytes> parts = new ArrayList<>();
        int offset = heads.size() * WORD;
        int tail = 0;
        for (Bytes head : heads) {
            if (head.isEmpty()) {
                parts.add(UInt256.of(offset).toBytes32());
                offset += tails.get(tail++).size();
            } else {
                parts.add(head);
            }
        }
        parts.addAll(tails);
        return Bytes.concat(parts.toArray(Bytes[]::new));
    }

    private static Bytes padding(int size) {
        return Bytes.wrap(new byte[(WORD - size % WORD) % WORD]);
    }
}
