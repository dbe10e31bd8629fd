package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.Calls;
import io.vigil.node.rpc.ChainSnapshots;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;

/** What most families need: the chain to read, calls on it, and the memory of who signed what. */
record Context(ChainSnapshots snapshots, Calls calls, Senders senders) {
    Reading open() {
        return new Reading(snapshots.open(), calls);
    }

    /** Argument {@code index}, {@code latest} if it is not given. */
    static BlockParam blockOrHead(Params params, int index) throws RpcException {
        return params.optional(index, BlockParam::any).orElseGet(BlockParam.Head::new);
    }
}
