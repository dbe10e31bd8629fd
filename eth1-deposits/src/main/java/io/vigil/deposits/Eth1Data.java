package io.vigil.deposits;

import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;

/**
 * What the deposit contract held after one eth1 block; two are equal if all four parts are (D1).
 *
 * @param number of the block, not negative
 * @param count of deposits, at most {@link DepositTree#MAX_COUNT}
 */
public record Eth1Data(long number, Hash blockHash, Hash root, long count) {
    public Eth1Data {
        if (number < 0 || count < 0 || count > DepositTree.MAX_COUNT) {
            throw new IllegalArgumentException("eth1 block " + number + " with " + count + " deposits");
        }
    }

    public static Eth1Data read(RlpReader reader) throws MalformedException {
        RlpReader parts = reader.list();
        long number = parts.number();
        Hash blockHash = parts.hash();
        Hash root = parts.hash();
        long count = parts.number();
        parts.end();
        if (number < 0 || count < 0 || count > DepositTree.MAX_COUNT) {
            throw new MalformedException("eth1 data: block " + Long.toUnsignedString(number) + " with "
                    + Long.toUnsignedString(count) + " deposits");
        }
        return new Eth1Data(number, blockHash, root, count);
    }

    public void write(RlpWriter writer) {
        writer.list(parts -> parts.number(number).hash(blockHash).hash(root).number(count));
    }

    /** Names this in the state of the chain. */
    public Hash voteHash() {
        RlpWriter writer = new RlpWriter();
        write(writer);
        return Keccak.hash(writer.toBytes());
    }
}
