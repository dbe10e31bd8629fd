package io.vigil.node.rpc;

import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import java.util.List;
import java.util.Optional;

/** The committed blocks. */
public interface ChainView {
    /** The last committed block, so also the finalized one. */
    Header head();

    Optional<Header> header(BlockId id);

    Optional<Block> block(BlockId id);

    /** The receipts of the block with that hash, in the order of its transactions. */
    Optional<List<Receipt>> receipts(Hash block);

    Optional<TransactionPlace> find(Hash transaction);
}
