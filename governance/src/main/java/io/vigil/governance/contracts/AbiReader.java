package io.vigil.governance.contracts;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads values in the order of a signature from what Solidity's ABI encodes. Nothing is allocated that the input does not hold. */
public final class AbiReader {
    private static final int WORD = 32;

    private final Bytes input;
    private final int start;
    private int next;

    public AbiReader(Bytes input) {
        this(input, 0);
    }

    private AbiReader(Bytes input, int start) {
        this.input = input;
        this.start = start;
        this.next = start;
    }

    public UInt256 amount() throws MalformedException {
        UInt256 word = word(next);
        next += WORD;
        return word;
    }

    /** A number below 2^63. */
    public long number() throws MalformedException {
        UInt256 word = amount();
        if (word.bitLength() > 63) {
            throw new MalformedException("a number above 2^63-1");
        }
        return word.limb0();
    }

    public boolean flag() throws MalformedException {
        return number() != 0;
    }

    public Hash hash() throws MalformedException {
        return new Hash(amount().toBytes32());
    }

    public Address address() throws MalformedException {
        Bytes word = amount().toBytes32();
        if (!word.startsWith(Bytes.wrap(new byte[WORD - Address.SIZE]))) {
            throw new MalformedException("an address of more than 20 bytes");
        }
        return new Address(word.slice(WORD - Address.SIZE, Address.SIZE));
    }

    public Bytes bytes() throws MalformedException {
        int at = offset();
        int size = length(at, 1);
        return input.slice(at + WORD, size);
    }

    public String text() throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes().shared()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("a text that is no UTF-8", e);
        }
    }

    /** Reads one value. */
    @FunctionalInterface
    public interface Item<T> {
        T read(AbiReader from) throws MalformedException;
    }

    public <T> List<T> list(Item<T> item) throws MalformedException {
        int at = offset();
        int count = length(at, WORD);
        AbiReader items = new AbiReader(input, at + WORD);
        List<T> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(item.read(items));
        }
        return List.copyOf(list);
    }

    private int offset() throws MalformedException {
        UInt256 offset = amount();
        if (!offset.isLong() || offset.limb0() < 0 || offset.limb0() > input.size() - start - WORD) {
            throw new MalformedException("an offset past the end");
        }
        return start + (int) offset.limb0();
    }

    private int length(int at, int itemBytes) throws MalformedException {
        UInt256 length = word(at);
        long room = input.size() - at - WORD;
        if (!length.isLong() || length.limb0() < 0 || length.limb0() > room / itemBytes) {
            throw new MalformedException("a length past the end");
        }
        return (int) length.limb0();
    }

    private UInt256 word(int at) throws MalformedException {
        if (at < 0 || at > input.size() - WORD) {
            throw new MalformedException("arguments missing");
        }
        return UInt256.of(input.slice(at, WORD));
    }
}
