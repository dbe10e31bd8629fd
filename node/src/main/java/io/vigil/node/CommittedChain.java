package io.vigil.node;

import io.vigil.node.chain.Chain;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.CommittedHead;
import io.vigil.node.rpc.AccountProof;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.ChainSnapshot;
import io.vigil.node.rpc.ChainSnapshots;
import io.vigil.node.rpc.ChainView;
import io.vigil.node.rpc.StateView;
import io.vigil.node.rpc.TransactionPlace;
import io.vigil.storage.Snapshot;
import io.vigil.storage.state.PastState;
import io.vigil.storage.state.StateHistory;
import io.vigil.storage.state.WorldState;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import io.vigil.types.state.StateReader;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives the RPC port what is committed: one snapshot of the store for each call, that of the head of its moment. */
final class CommittedChain implements ChainSnapshots {
    private final Chain chain;
    private final WorldStates states;
    private final StateHistory history;

    CommittedChain(Chain chain, WorldStates states, StateHistory history) {
        this.chain = chain;
        this.states = states;
        this.history = history;
    }

    @Override
    public ChainSnapshot open() {
        while (true) {
            CommittedHead head = chain.head();
            Optional<Snapshot> snapshot = head.retain();
            if (snapshot.isPresent()) {
                return new Opened(head.header(), snapshot.get(), states, history);
            }
        }
    }

    private record Opened(Header head, Snapshot snapshot, WorldStates states, StateHistory history)
            implements ChainSnapshot {
        @Override
        public ChainView chain() {
            return new View(head, new ChainStore(snapshot::get));
        }

        /** The states of the head and of the window below it. */
        @Override
        public Optional<StateView> state(Header block) {
            WorldState newest = states.committed(snapshot);
            return switch (history.at(snapshot, newest, head.number(), block.number())) {
                case PastState.Found(StateReader state) ->
                    Optional.of(
                            new State(state, () -> history.provable(snapshot, newest, head.number(), block.number())));
                case PastState.Pruned ignored -> Optional.empty();
                case PastState.TooFar ignored -> Optional.empty();
            };
        }

        @Override
        public long lowestState() {
            return history.lowest(snapshot);
        }

        @Override
        public Optional<Bytes> certificate(Hash block) {
            ChainStore store = new ChainStore(snapshot::get);
            return store.height(block).flatMap(store::proof);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    private record View(Header head, ChainStore store) implements ChainView {
        @Override
        public Optional<Header> header(BlockId id) {
            return height(id).flatMap(store::header);
        }

        @Override
        public Optional<Block> block(BlockId id) {
            return height(id).flatMap(store::block);
        }

        @Override
        public Optional<List<Receipt>> receipts(Hash block) {
            return store.height(block).flatMap(store::receipts);
        }

        @Override
        public Optional<TransactionPlace> find(Hash transaction) {
            return store.location(transaction)
                    .flatMap(place -> store.header(place.height())
                            .map(header -> new TransactionPlace(header.hash(), place.index())));
        }

        private Optional<Long> height(BlockId id) {
            return switch (id) {
                case BlockId.OfNumber(long number) -> Optional.of(number);
                case BlockId.OfHash(Hash hash) -> store.height(hash);
            };
        }
    }

    private record State(StateReader reader, Supplier<Optional<WorldState>> trie) implements StateView {
        @Override
        public Optional<AccountProof> prove(Address address, List<UInt256> slots) {
            return trie.get()
                    .map(world -> world.prove(address, slots))
                    .map(proof -> new AccountProof(
                            proof.account(),
                            proof.storageRoot(),
                            proof.nodes(),
                            proof.slots().stream()
                                    .map(slot -> new AccountProof.SlotProof(slot.key(), slot.value(), slot.nodes()))
                                    .toList()));
        }
    }
}
