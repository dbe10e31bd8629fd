package io.vigil.storage.snapshot;

import io.vigil.storage.Table;
import io.vigil.storage.state.StateKeys;
import io.vigil.types.Bytes;

/** The parts of a snapshot, in their order. */
public enum Section {
    ACCOUNTS(Table.ACCT, StateKeys.ACCOUNT_BYTES),
    STORAGE(Table.SLOT, StateKeys.SLOT_BYTES),
    /** Only code that an account of the snapshot has. */
    CODE(Table.CODE, 32);

    private final Table table;
    private final int keyBytes;

    Section(Table table, int keyBytes) {
        this.table = table;
        this.keyBytes = keyBytes;
    }

    public Table table() {
        return table;
    }

    /** Behind every key. */
    Bytes end() {
        return Bytes.fromHex("ff".repeat(keyBytes + 1));
    }

    public int keyBytes() {
        return keyBytes;
    }
}
