package io.vigil.node;

import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.node.agreement.ChainWork;
import io.vigil.node.chain.Chain;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Hands what agreement asks for to the chain.
 *
 * @param trusted whether our clock is good enough to stamp a block; if not, our views pass without one
 */
record ChainDesk(Chain chain, io.vigil.node.chain.Bodies held, BooleanSupplier trusted)
        implements ChainWork, ChainWork.Bodies {
    @Override
    public void execute(BlockRef block, boolean certified) {
        chain.execute(block, certified);
    }

    @Override
    public void build(BlockRef parent, long epoch, long view, boolean byTimeout) {
        if (trusted.getAsBoolean()) {
            chain.build(parent, epoch, view, byTimeout);
        }
    }

    @Override
    public void commit(BlockRef block, CommitProof proof) {
        chain.commit(block, proof);
    }

    @Override
    public void forget(Hash block) {
        held.forget(block);
        chain.forget(block);
    }

    @Override
    public Optional<BlockRef> synced() {
        return Optional.of(chain.head().ref());
    }

    @Override
    public void proveEpoch(CommitCertificate commit) {
        chain.proveEpoch(commit);
    }

    @Override
    public ChainWork.Bodies bodies() {
        return this;
    }

    @Override
    public boolean hold(Bytes body) {
        try {
            Block block = Block.decode(body);
            held.hold(block);
            return held.find(block.hash()).isPresent();
        } catch (MalformedException e) {
            throw new IllegalArgumentException("not the body of a block that was kept", e);
        }
    }

    @Override
    public Optional<Bytes> body(Hash block) {
        return held.find(block).map(Block::encode);
    }

    @Override
    public List<BlockRef> uncommitted(Hash block) {
        return held.path(block);
    }
}
