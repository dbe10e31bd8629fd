package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.AccountProof;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.ChainSnapshot;
import io.vigil.node.rpc.ChainSnapshots;
import io.vigil.node.rpc.ChainView;
import io.vigil.node.rpc.StateView;
import io.vigil.node.rpc.TransactionPlace;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A chain in memory, whose state is that of its head. A snapshot sees the blocks that were there when it was opened. */
final class ChainTwin implements ChainSnapshots {
    final Map<Address, Account> accounts = new HashMap<>();
    final Map<Address, Map<UInt256, UInt256>> slots = new HashMap<>();
    final Map<Hash, Bytes> codes = new HashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final Map<Hash, List<Receipt>> receipts = new HashMap<>();
    private int open;

    synchronized void append(Block block, List<Receipt> results) {
        if (block.number() != blocks.size()) {
            throw new IllegalStateException("block " + block.number() + " after " + blocks.size());
        }
        receipts.put(block.hash(), results);
        blocks.add(block);
    }

    /** Sets the receipts of a block that is there already. */
    synchronized void receipts(Hash block, List<Receipt> results) {
        receipts.put(block, results);
    }

    synchronized Block head() {
        return blocks.getLast();
    }

    /** Snapshots that were not closed. */
    synchronized int openSnapshots() {
        return open;
    }

    @Override
    public synchronized ChainSnapshot open() {
        open++;
        return new Snapshot(List.copyOf(blocks));
    }

    private final class Snapshot implements ChainSnapshot, ChainView {
        private final List<Block> visible;

        Snapshot(List<Block> visible) {
            this.visible = visible;
        }

        @Override
        public ChainView chain() {
            return this;
        }

        @Override
        public Optional<StateView> state(Header block) {
            return block.equals(head()) ? Optional.of(new State()) : Optional.empty();
        }

        @Override
        public long lowestState() {
            return head().number();
        }

        @Override
        public Optional<Bytes> certificate(Hash block) {
            return Optional.of(Bytes.of(0xc0));
        }

        @Override
        public void close() {
            synchronized (ChainTwin.this) {
                open--;
            }
        }

        @Override
        public Header head() {
            return visible.getLast().header();
        }

        @Override
        public Optional<Header> header(BlockId id) {
            return block(id).map(Block::header);
        }

        @Override
        public Optional<Block> block(BlockId id) {
            return switch (id) {
                case BlockId.OfNumber(long number) ->
                    number < visible.size() ? Optional.of(visible.get((int) number)) : Optional.empty();
                case BlockId.OfHash(Hash hash) ->
                    visible.stream().filter(block -> block.hash().equals(hash)).findFirst();
            };
        }

        @Override
        public Optional<List<Receipt>> receipts(Hash block) {
            return Optional.ofNullable(receipts.get(block));
        }

        @Override
        public Optional<TransactionPlace> find(Hash transaction) {
            for (Block block : visible) {
                for (int i = 0; i < block.transactions().size(); i++) {
                    if (block.transactions().get(i).hash().equals(transaction)) {
                        return Optional.of(new TransactionPlace(block.hash(), i));
                    }
                }
            }
            return Optional.empty();
        }
    }

    private final class State implements StateView, StateReader {
        @Override
        public StateReader reader() {
            return this;
        }

        /** A proof in form only: it holds no nodes. */
        @Override
        public Optional<AccountProof> prove(Address address, List<UInt256> keys) {
            return Optional.of(new AccountProof(
                    account(address).orElse(Account.EMPTY),
                    Header.EMPTY_TRIE_ROOT,
                    List.of(),
                    keys.stream()
                            .map(key -> new AccountProof.SlotProof(key, slot(address, key), List.of()))
                            .toList()));
        }

        @Override
        public Optional<Account> account(Address address) {
            return Optional.ofNullable(accounts.get(address));
        }

        @Override
        public UInt256 slot(Address address, UInt256 key) {
            return slots.getOrDefault(address, Map.of()).getOrDefault(key, UInt256.ZERO);
        }

        @Override
        public Bytes code(Hash codeHash) {
            return Optional.ofNullable(codes.get(codeHash))
                    .orElseThrow(() -> new IllegalStateException("no code " + codeHash));
        }
    }
}
