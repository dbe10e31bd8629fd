package io.vigil.node;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a desk for plans stands on: a home that it holds, or a node that runs. */
interface PlanGround {
    /** The last committed block. */
    Block head();

    /** A block above the head whose body is here. */
    Optional<Block> body(Hash block);

    /** Certificates of blocks that are known here. */
    List<BlockCertificate> certificates();

    /** Has {@code work} done where blocks are run. */
    <T> T onChain(Supplier<T> work);

    /** Has {@code work} done where statements are signed: no other is signed meanwhile, and what it signs is heeded from then on. */
    <T> T onRecord(Supplier<T> work);
}
