package io.vigil.types.state;

import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;

/** An account without its storage root, which only the trie knows. */
public record Account(long nonce, UInt256 balance, Hash codeHash) {
    public static final Account EMPTY = new Account(0, UInt256.ZERO, Keccak.EMPTY_HASH);

    public boolean hasCode() {
        return !codeHash.equals(Keccak.EMPTY_HASH);
    }

    /** EIP-161: no nonce, no balance, no code. */
    public boolean isEmpty() {
        return nonce == 0 && balance.isZero() && !hasCode();
    }
}
