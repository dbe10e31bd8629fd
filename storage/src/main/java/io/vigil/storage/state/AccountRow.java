package io.vigil.storage.state;

import io.vigil.storage.StorageException;
import io.vigil.storage.trie.MerklePatriciaTrie;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;

/** An account with the root of its storage, as the store keeps it and as the state trie hashes it. */
public record AccountRow(Account account, Hash storageRoot) {
    /** RLP[nonce, balance, storageRoot, codeHash] with the two hashes left empty where there is no storage or code. */
    public Bytes toSlim() {
        return RlpWriter.listOf(row -> row.number(account.nonce())
                .number(account.balance())
                .bytes(slim(storageRoot, MerklePatriciaTrie.EMPTY_ROOT))
                .bytes(slim(account.codeHash(), Keccak.EMPTY_HASH)));
    }

    /** The leaf of the state trie (Yellow Paper §4.1). */
    public Bytes toLeaf() {
        return RlpWriter.listOf(row -> row.number(account.nonce())
                .number(account.balance())
                .hash(storageRoot)
                .hash(account.codeHash()));
    }

    /** @throws MalformedException if the bytes are not what {@link #toSlim} writes */
    public static AccountRow parseSlim(Bytes slim) throws MalformedException {
        RlpReader row = RlpReader.ofList(slim);
        long nonce = row.number();
        UInt256 balance = row.uint256();
        Hash storageRoot = hash(row.bytes(), MerklePatriciaTrie.EMPTY_ROOT);
        Hash codeHash = hash(row.bytes(), Keccak.EMPTY_HASH);
        row.end();
        return new AccountRow(new Account(nonce, balance, codeHash), storageRoot);
    }

    /** Like {@link #parseSlim} for a row of our own store. */
    static AccountRow ofStored(Bytes key, Bytes slim) {
        try {
            return parseSlim(slim);
        } catch (MalformedException e) {
            throw new StorageException(
                    StorageException.Reason.DAMAGED, "ACCT row " + key + " is no account: " + e.getMessage(), e);
        }
    }

    private static Bytes slim(Hash hash, Hash empty) {
        return hash.equals(empty) ? Bytes.EMPTY : hash.bytes();
    }

    private static Hash hash(Bytes slim, Hash empty) throws MalformedException {
        if (slim.isEmpty()) {
            return empty;
        }
        if (slim.size() != Hash.SIZE || slim.equals(empty.bytes())) {
            throw new MalformedException("not a hash in slim form: " + slim);
        }
        return new Hash(slim);
    }
}
