package io.vigil.node;

import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.StateView;
import io.vigil.node.chain.Chain;
import io.vigil.node.chain.CommittedHead;
import io.vigil.node.chain.ExecutedView;
import io.vigil.node.mempool.PooledTransaction;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.rpc.EventFeed;
import io.vigil.storage.Snapshot;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The two circles of a node, closed after construction: the pool asks the chain for accounts and the chain the pool for
 * transactions; the pool tells gossip what peers tell the pool. Everything is set before any thread starts.
 */
final class Wiring {
    private @Nullable Parts parts;

    private record Parts(
            Chain chain,
            WorldStates states,
            TransactionGate gate,
            Gossip gossip,
            EventFeed feed,
            BlockSync sync,
            SnapshotDesk snapshots) {}

    void connect(
            Chain chain,
            WorldStates states,
            TransactionGate gate,
            Gossip gossip,
            EventFeed feed,
            BlockSync sync,
            SnapshotDesk snapshots) {
        parts = new Parts(chain, states, gate, gossip, feed, sync, snapshots);
    }

    /** An account as the newest committed state has it. */
    Account account(Address address) {
        return onHead(state -> state.account(address).orElse(Account.EMPTY));
    }

    /** Asks the newest committed state. */
    <T> T onHead(Function<StateReader, T> question) {
        while (true) {
            CommittedHead head = parts().chain().head();
            Optional<Snapshot> snapshot = head.retain();
            if (snapshot.isPresent()) {
                try (Snapshot view = snapshot.get()) {
                    return question.apply(parts().states().committed(view));
                }
            }
        }
    }

    void executable(PooledTransaction pooled) {
        parts().gossip().executable(pooled.transaction());
        parts().feed().pending(pooled.transaction());
        parts().chain().poolChanged();
    }

    /** Whose node it is, by the registry in the newest committed state. */
    Optional<Address> registered(NodeId node) {
        return onHead(head -> new Registry(StateView.of(head)).nodeOwner(node.bytes()));
    }

    /** Whether the registry has a record of a key: a member's, a candidate's, or one that was. */
    boolean isRecorded(Bytes blsKey) {
        return onHead(head -> new Registry(StateView.of(head)).keyOwner(blsKey).isPresent());
    }

    /** Whether blocks are being fetched that others committed long ago. */
    boolean isBehind() {
        return parts().sync().isBehind();
    }

    /** Tells all peers a signal of readiness. */
    void signal(Bytes signal) {
        parts().gossip().signal(signal);
    }

    void committed(ExecutedView block) {
        parts().sync().committed();
        parts().snapshots().committed(block, isBehind());
    }

    /** The best transaction that can follow the head, for a wake-up; no bytes if there is none. */
    Bytes includable() {
        CommittedHead head = parts().chain().head();
        Optional<Snapshot> snapshot = head.retain();
        if (snapshot.isEmpty()) {
            return Bytes.EMPTY;
        }
        try (Snapshot view = snapshot.get()) {
            return parts().gate()
                    .candidates(head.header().baseFeePerGas(), parts().states().committed(view))
                    .next()
                    .map(PooledTransaction::transaction)
                    .map(Transaction::encode)
                    .orElse(Bytes.EMPTY);
        }
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("used before the node was put together");
        }
        return parts;
    }
}
