package io.vigil.node.chain;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;

/** Reads from a header what agreement needs to know of its block (docs/protocol.md §1). */
public final class BlockRefs {
    private BlockRefs() {}

    /** @throws MalformedException if {@code extraData} is not ours */
    public static BlockRef of(Header header) throws MalformedException {
        ExtraData extra = ExtraData.decode(header.extraData());
        if (header.number() == 0) {
            return BlockRef.genesis(header.hash());
        }
        return new BlockRef(
                header.hash(),
                header.parentHash(),
                header.number(),
                extra.epoch(),
                extra.view(),
                extra.leader(),
                extra.epochEnd() != 0 && extra.epochEnd() == header.number());
    }

    /** Reads it from a block in Vigil's form. */
    public static BlockRef ofBody(Bytes block) throws MalformedException {
        return of(Block.decode(block).header());
    }

    /** Like {@link #of} for headers that this node made or checked before. */
    public static BlockRef ofChecked(Header header) {
        try {
            return of(header);
        } catch (MalformedException e) {
            throw new IllegalStateException("header " + header.number() + " " + header.hash(), e);
        }
    }
}
