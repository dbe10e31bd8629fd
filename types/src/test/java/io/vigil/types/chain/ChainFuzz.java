package io.vigil.types.chain;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Every decoder of the chain format under Jazzer (docs/fuzzing.md): the first byte of an input picks the decoder, the rest
 * is what it decodes. What is malformed must be named so; all else must have been its value's one encoding.
 */
public final class ChainFuzz {
    private static final List<Decoder> DECODERS = List.of(
            encoded -> same(encoded, asked(Transaction.decode(encoded)).encode()),
            encoded -> {
                Transaction whole = Transaction.decode(encoded);
                same(encoded, Transaction.of(whole.body(), whole.signature()).encode());
            },
            encoded -> item(encoded, Transaction::read, Transaction::write),
            encoded -> same(encoded, Header.decode(encoded).encode()),
            encoded -> same(
                    encoded, Header.decodeEthereum(encoded).toBuilder().build().encode()),
            encoded -> same(encoded, Receipt.decode(encoded).encode()),
            encoded -> same(encoded, Block.decode(encoded).encode()),
            encoded -> same(encoded, Block.decodeEthereum(encoded).encodeEthereum()),
            encoded -> item(encoded, SystemInput::read, SystemInput::write),
            encoded -> same(encoded, ExtraData.decode(encoded).encode()),
            encoded -> same(encoded, ValidatorInfo.encodeSet(ValidatorInfo.decodeSet(encoded))),
            encoded -> item(encoded, Log::read, Log::write),
            encoded -> item(encoded, AccessListEntry::read, AccessListEntry::write),
            encoded -> item(encoded, list -> asked(Authorization.read(list)), Authorization::write));

    private ChainFuzz() {}

    @FunctionalInterface
    private interface Decoder {
        void take(Bytes encoded) throws MalformedException;
    }

    @FunctionalInterface
    private interface Item<T> {
        T read(RlpReader list) throws MalformedException;
    }

    static int decoders() {
        return DECODERS.size();
    }

    /** What Jazzer calls, and the replay of its corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Bytes encoded = Bytes.wrap(input).slice(1, input.length - 1);
        try {
            DECODERS.get((input[0] & 0xff) % DECODERS.size()).take(encoded);
        } catch (MalformedException e) {
            if (String.valueOf(e.getMessage()).isEmpty()) {
                throw new AssertionError("malformed without a reason", e);
            }
        }
    }

    /** Whoever signed it is asked for too; nothing of that may be thrown. */
    private static Transaction asked(Transaction transaction) {
        transaction.sender();
        return transaction;
    }

    private static Authorization asked(Authorization authorization) {
        authorization.authority();
        return authorization;
    }

    /** Of a list with one item. */
    private static <T> void item(Bytes encoded, Item<T> reader, BiConsumer<T, RlpWriter> writer)
            throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        T value = reader.read(list);
        list.end();
        same(encoded, RlpWriter.listOf(out -> writer.accept(value, out)));
    }

    private static void same(Bytes encoded, Bytes again) {
        if (!encoded.equals(again)) {
            throw new AssertionError(encoded + " is encoded as " + again);
        }
    }
}
