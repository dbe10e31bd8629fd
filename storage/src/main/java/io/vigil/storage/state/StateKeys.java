package io.vigil.storage.state;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import java.util.Arrays;

/** The keys of state rows. */
public final class StateKeys {
    public static final int ACCOUNT_BYTES = 32;
    public static final int SLOT_BYTES = 64;

    private static final Bytes ACCOUNT_TRIE = Bytes.of(0);
    private static final Bytes STORAGE_TRIE = Bytes.of(1);
    private static final Bytes BEHIND_ANY_NIBBLE = Bytes.of(0x10);
    private static final Bytes BEHIND_ANY_SLOT = behindAnySlot();

    private StateKeys() {}

    /** Of ACCT, and the path of the state trie. */
    public static Bytes account(Address address) {
        return Keccak.hash(address.bytes()).bytes();
    }

    /** The path of a storage trie. */
    public static Bytes slotPath(UInt256 key) {
        return Keccak.hash(key.toBytes32()).bytes();
    }

    /** Of SLOT. */
    public static Bytes slot(Bytes accountKey, Bytes slotPath) {
        return Bytes.concat(accountKey, slotPath);
    }

    /** Of NODE, in the state trie. */
    public static Bytes accountNode(Bytes path) {
        return Bytes.concat(ACCOUNT_TRIE, path);
    }

    /** Of NODE, in the trie of one account. */
    public static Bytes storageNode(Bytes accountKey, Bytes path) {
        return Bytes.concat(STORAGE_TRIE, accountKey, path);
    }

    /** Whether a key of NODE is of an account's trie, not of the state trie. */
    public static boolean isStorageNode(Bytes key) {
        return key.startsWith(STORAGE_TRIE);
    }

    /** What the keys of one trie's nodes begin with and no other's do. */
    public static Bytes trieOf(Bytes nodeKey) {
        return isStorageNode(nodeKey) ? nodeKey.slice(0, STORAGE_TRIE.size() + ACCOUNT_BYTES) : ACCOUNT_TRIE;
    }

    /** A bound behind all slots of an account. */
    public static Bytes slotsEnd(Bytes accountKey) {
        return Bytes.concat(accountKey, BEHIND_ANY_SLOT);
    }

    /** A bound behind all nodes of an account. */
    static Bytes storageNodesEnd(Bytes accountKey) {
        return Bytes.concat(STORAGE_TRIE, accountKey, BEHIND_ANY_NIBBLE);
    }

    private static Bytes behindAnySlot() {
        byte[] array = new byte[ACCOUNT_BYTES + 1];
        Arrays.fill(array, (byte) 0xff);
        return Bytes.wrap(array);
    }
}
