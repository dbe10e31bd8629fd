package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.Calls;
import io.vigil.node.rpc.ChainSnapshot;
import io.vigil.node.rpc.ChainView;
import io.vigil.node.rpc.StateView;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.state.StateReader;
import java.util.Optional;

/** One call's view of the chain, with the questions that methods ask of it. Close it when the answer is made. */
final class Reading implements AutoCloseable {
    private final ChainSnapshot snapshot;
    private final Calls calls;

    Reading(ChainSnapshot snapshot, Calls calls) {
        this.snapshot = snapshot;
        this.calls = calls;
    }

    ChainSnapshot snapshot() {
        return snapshot;
    }

    ChainView chain() {
        return snapshot.chain();
    }

    Header head() {
        return snapshot.chain().head();
    }

    /** The environment of the next block. */
    Header next() {
        return calls.next(head());
    }

    /** The header that {@code param} names, if there is one; for the pending block its environment. */
    Optional<Header> header(BlockParam param) {
        return switch (param) {
            case BlockParam.Head() -> Optional.of(head());
            case BlockParam.Pending() -> Optional.of(next());
            case BlockParam.At(BlockId id) -> chain().header(id);
        };
    }

    /** The committed block that {@code param} names, if there is one; never the pending one. */
    Optional<Block> block(BlockParam param) {
        return switch (param) {
            case BlockParam.Head() -> chain().block(new BlockId.OfHash(head().hash()));
            case BlockParam.Pending() -> Optional.empty();
            case BlockParam.At(BlockId id) -> chain().block(id);
        };
    }

    Header requiredHeader(BlockParam param) throws RpcException {
        Optional<Header> header = header(param);
        if (header.isEmpty()) {
            boolean byHash = param instanceof BlockParam.At(BlockId.OfHash _);
            throw RpcException.server(byHash ? "header for hash not found" : "header not found");
        }
        return header.get();
    }

    StateView state(BlockParam param) throws RpcException {
        Header header = param instanceof BlockParam.Pending ? head() : requiredHeader(param);
        Optional<StateView> state = snapshot.state(header);
        if (state.isEmpty()) {
            throw RpcException.server("historical state " + header.stateRoot() + " of block " + header.number()
                    + " is not available, states are kept from block " + snapshot.lowestState()
                    + " on, the head is at " + head().number());
        }
        return state.get();
    }

    StateReader reader(BlockParam param) throws RpcException {
        return state(param).reader();
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
