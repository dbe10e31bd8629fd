package io.vigil.types.chain;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;

/**
 * What Vigil writes into a header's {@code extraData}: RLP[version, epoch, view, leader, epochEnd].
 *
 * @param version of the protocol that the block obeys
 * @param leader index into the set of validators
 * @param epochEnd number of the epoch's last block, 0 if the epoch has no end
 */
public record ExtraData(long version, long epoch, long view, int leader, long epochEnd) {
    public ExtraData {
        if (version < 0 || epoch < 0 || view < 0 || leader < 0 || epochEnd < 0) {
            throw new IllegalArgumentException("negative: version " + version + ", epoch " + epoch + ", view " + view
                    + ", leader " + leader + ", epochEnd " + epochEnd);
        }
    }

    /** Whether the block {@code number} with this data is its epoch's last; an endless epoch has none. */
    public boolean isLastOfEpoch(long number) {
        return epochEnd != 0 && number == epochEnd;
    }

    public Bytes encode() {
        return RlpWriter.listOf(list ->
                list.number(version).number(epoch).number(view).number(leader).number(epochEnd));
    }

    public static ExtraData decode(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        long version = list.number();
        long epoch = list.number();
        long view = list.number();
        long leader = list.number();
        long epochEnd = list.number();
        list.end();
        if (leader > Integer.MAX_VALUE) {
            throw new MalformedException("extraData: leader " + leader + " is no index");
        }
        return new ExtraData(version, epoch, view, (int) leader, epochEnd);
    }

    /** Reads it from a header that was checked before. */
    public static ExtraData ofChecked(Header header) {
        try {
            return decode(header.extraData());
        } catch (MalformedException e) {
            throw new IllegalStateException("extraData of block " + header.hash() + " was checked before", e);
        }
    }
}
