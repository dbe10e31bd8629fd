package io.vigil.node.chain;

import io.vigil.governance.Governance;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.Snapshot;
import io.vigil.storage.state.WorldState;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The first block of a chain and the state after it, made from genesis.json. */
public final class GenesisBlock {
    /** The system contracts of DESIGN §2 are 0x…1000 to 0x…1004. */
    private static final int FIRST_SYSTEM_CONTRACT = 0x1000;

    private static final int LAST_SYSTEM_CONTRACT = 0x1004;

    private static final int DEPOSITS = 0x1001;

    /** Governance: its first slot names the chain's parameters, so that chains that differ in them differ in their hash. */
    private static final int GOVERNANCE = 0x1002;

    /** INVALID: what runs where a native contract cannot, under DELEGATECALL and CALLCODE. */
    private static final Bytes SYSTEM_CODE = Bytes.of(0xfe);

    private final Block block;
    private final WorldState state;

    private GenesisBlock(Block block, WorldState state) {
        this.block = block;
        this.state = state;
    }

    /** @param empty a view of a store that holds no state */
    public static GenesisBlock of(Genesis genesis, WorldStates states, Snapshot empty) {
        WorldState state = states.committed(empty).apply(allocation(genesis));
        return new GenesisBlock(Block.of(genesis.header(state.root()), List.of(), List.of()), state);
    }

    /** The first block that {@code genesis} makes. */
    public static Block block(Genesis genesis) {
        try (MemoryStore nothing = new MemoryStore();
                Snapshot empty = nothing.snapshot()) {
            return of(genesis, WorldStates.onOneThread(), empty).block();
        }
    }

    /** The hash of the first block that {@code genesis} makes. */
    public static Hash hash(Genesis genesis) {
        return block(genesis).hash();
    }

    public Block block() {
        return block;
    }

    /** Makes this the first block of an empty store. */
    public void write(KeyValueStore store) {
        Batch batch = new Batch();
        state.writeTo(batch, 0);
        ChainStore.put(batch, block, List.of());
        store.commit(batch, Durability.SYNCED);
    }

    /** What genesis.json allots, and the system contracts. */
    private static StateChanges allocation(Genesis genesis) {
        StateChanges given = genesis.allocation();
        SortedMap<Address, AccountChange> accounts = new TreeMap<>(given.accounts());
        SortedMap<Hash, Bytes> code = new TreeMap<>(given.code());
        SortedMap<Address, SortedMap<UInt256, UInt256>> governed = Governance.genesisSlots(genesis);
        Hash systemCode = Keccak.hash(SYSTEM_CODE);
        code.put(systemCode, SYSTEM_CODE);
        for (int number = FIRST_SYSTEM_CONTRACT; number <= LAST_SYSTEM_CONTRACT; number++) {
            Address address = Address.ofInt(number);
            UInt256 balance = accounts.get(address) instanceof AccountChange.Updated allotted
                    ? allotted.account().balance()
                    : UInt256.ZERO;
            SortedMap<UInt256, UInt256> slots = new TreeMap<>();
            slots.putAll(governed.getOrDefault(address, new TreeMap<>()));
            if (number == GOVERNANCE) {
                slots.put(UInt256.ZERO, UInt256.of(genesis.parametersHash().bytes()));
            }
            if (number == DEPOSITS && genesis.eth1().isPresent()) {
                slots.putAll(GenesisDeposits.slots(genesis.eth1().get(), genesis.validators()));
            }
            accounts.put(address, new AccountChange.Updated(new Account(1, balance, systemCode), true, slots));
        }
        return new StateChanges(accounts, code);
    }
}
