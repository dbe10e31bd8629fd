package io.vigil.storage.state;

import io.vigil.storage.trie.StackTrie;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A world state as a plain map, with a root computed from all its leaves; what {@link WorldState} is compared with. */
final class ModelState {
    record Held(Account account, SortedMap<UInt256, UInt256> slots) {
        Held copy() {
            return new Held(account, new TreeMap<>(slots));
        }
    }

    final SortedMap<Address, Held> accounts = new TreeMap<>();

    ModelState copy() {
        ModelState copy = new ModelState();
        accounts.forEach((address, held) -> copy.accounts.put(address, held.copy()));
        return copy;
    }

    /** A random block: its changes, applied to this model. Few addresses and slots, so that all fates meet. */
    StateChanges randomBlock(Seeds random, int addresses, int maxChanges) {
        SortedMap<Address, AccountChange> changes = new TreeMap<>();
        SortedMap<Hash, Bytes> code = new TreeMap<>();
        for (int i = random.nextInt(maxChanges + 1); i > 0; i--) {
            Address address = Address.ofInt(random.nextInt(addresses));
            if (random.oneIn(5)) {
                accounts.remove(address);
                changes.put(address, new AccountChange.Deleted());
            } else if (!changes.containsKey(address)) {
                changes.put(address, update(random, address, code));
            }
        }
        return new StateChanges(changes, code);
    }

    private AccountChange update(Seeds random, Address address, SortedMap<Hash, Bytes> code) {
        Bytes bytes = random.oneIn(3) ? random.bytes(random.between(1, 50)) : Bytes.EMPTY;
        Hash codeHash = Keccak.hash(bytes);
        if (!bytes.isEmpty()) {
            code.put(codeHash, bytes);
        }
        Account account = new Account(random.nextInt(3), random.uint256(), codeHash);
        boolean cleared = random.oneIn(6);
        Held before = accounts.get(address);
        SortedMap<UInt256, UInt256> held = new TreeMap<>();
        if (before != null && !cleared) {
            held.putAll(before.slots());
        }
        SortedMap<UInt256, UInt256> slots = new TreeMap<>();
        for (int i = random.nextInt(5) * random.nextInt(4); i > 0; i--) {
            UInt256 key = UInt256.of(random.nextInt(24));
            UInt256 value = random.oneIn(3) ? UInt256.ZERO : random.uint256();
            slots.put(key, value);
            held.put(key, value);
        }
        held.values().removeIf(UInt256::isZero);
        accounts.put(address, new Held(account, held));
        return new AccountChange.Updated(account, cleared, slots);
    }

    Hash root() {
        return root(new TreeMap<>());
    }

    /** @param nodes takes the NODE rows that a store of this state has */
    Hash root(SortedMap<Bytes, Bytes> nodes) {
        SortedMap<Bytes, Bytes> leaves = new TreeMap<>();
        accounts.forEach((address, held) -> {
            Bytes key = StateKeys.account(address);
            Hash storage = root(slotLeaves(held), (path, node) -> nodes.put(StateKeys.storageNode(key, path), node));
            leaves.put(key, new AccountRow(held.account(), storage).toLeaf());
        });
        return root(leaves, (path, node) -> nodes.put(StateKeys.accountNode(path), node));
    }

    /** SLOT keys of all that is held. */
    List<Bytes> slotKeys() {
        List<Bytes> keys = new ArrayList<>();
        accounts.forEach((address, held) ->
                slotLeaves(held).keySet().forEach(path -> keys.add(StateKeys.slot(StateKeys.account(address), path))));
        return keys.stream().sorted().toList();
    }

    private static SortedMap<Bytes, Bytes> slotLeaves(Held held) {
        SortedMap<Bytes, Bytes> leaves = new TreeMap<>();
        held.slots().forEach((key, value) -> leaves.put(StateKeys.slotPath(key), Layer.slotValue(value)));
        return leaves;
    }

    private static Hash root(SortedMap<Bytes, Bytes> leaves, StackTrie.Sink sink) {
        StackTrie trie = new StackTrie(sink);
        leaves.forEach(trie::add);
        return trie.finish();
    }
}
