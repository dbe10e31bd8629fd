package io.vigil.storage.snapshot;

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
import io.vigil.types.chain.Header;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.testing.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A store with a random state, headers up to it, and a finality that knows its two proofs byte by byte. */
final class SnapshotFixture {
    static final long CHAIN_ID = 7;
    static final int CHUNK_BYTES = 4000;

    private static final int HEIGHT = 3;
    private static final Bytes FINALITY = Bytes.fromHex("c0ffee");
    private static final Bytes EPOCH_PROOF = Bytes.fromHex("0e0e0e0e");

    final KeyValueStore store;
    final List<Header> headers = new ArrayList<>();
    final Hash genesisHash;

    SnapshotFixture(long seed, int accounts) {
        this(new MemoryStore(), seed, accounts);
    }

    SnapshotFixture(KeyValueStore store, long seed, int accounts) {
        this.store = store;
        Hash root = fill(Seeds.of(seed), accounts);
        Hash parent = Hash.ZERO;
        for (int i = 0; i <= HEIGHT; i++) {
            Header header = Header.builder()
                    .number(i)
                    .parentHash(parent)
                    .stateRoot(i == HEIGHT ? root : Hash.ZERO)
                    .build();
            headers.add(header);
            parent = header.hash();
        }
        genesisHash = headers.getFirst().hash();
    }

    private Hash fill(Seeds random, int count) {
        try (Snapshot view = store.snapshot()) {
            WorldState state = WorldStates.onOneThread().committed(view).apply(changes(random, count));
            Batch batch = new Batch();
            state.writeTo(batch, 0);
            store.commit(batch, Durability.SYNCED);
            return state.root();
        }
    }

    private static StateChanges changes(Seeds random, int count) {
        SortedMap<Address, AccountChange> accounts = new TreeMap<>();
        SortedMap<Hash, Bytes> codes = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Bytes code = random.oneIn(4) ? random.bytes(random.between(1, 300)) : Bytes.EMPTY;
            if (!code.isEmpty()) {
                codes.put(Keccak.hash(code), code);
            }
            SortedMap<UInt256, UInt256> slots = new TreeMap<>();
            for (int s = code.isEmpty() ? 0 : random.nextInt(20); s > 0; s--) {
                slots.put(random.uint256(), random.uint256());
            }
            Account account = new Account(random.nextInt(9), random.uint256(), Keccak.hash(code));
            accounts.put(random.address(), new AccountChange.Updated(account, false, slots));
        }
        return new StateChanges(accounts, codes);
    }

    Manifest export(Path folder) {
        try (Snapshot view = store.snapshot()) {
            return Exporter.export(view, subject(), folder, CHUNK_BYTES, Pace.FREE);
        }
    }

    Exporter.Subject subject() {
        return new Exporter.Subject(
                CHAIN_ID, genesisHash, headers.getLast(), headers.subList(0, HEIGHT), FINALITY, EPOCH_PROOF);
    }

    Verifier verifier() {
        Hash certified = headers.getLast().hash();
        return new Verifier(CHAIN_ID, genesisHash, CHUNK_BYTES, (header, finality, epochProof) -> {
            boolean known =
                    header.hash().equals(certified) && finality.equals(FINALITY) && epochProof.equals(EPOCH_PROOF);
            return known ? Optional.empty() : Optional.of("not certified");
        });
    }
}
