package io.vigil.node.rpc;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import java.util.List;

/**
 * An account and slots of it with what proves them against a state root (EIP-1186).
 *
 * @param account {@link Account#EMPTY} where the proof shows that there is none
 * @param storageHash root of the account's storage trie
 * @param nodes trie nodes in RLP, from the root down
 * @param slots in the order they were asked for
 */
public record AccountProof(Account account, Hash storageHash, List<Bytes> nodes, List<SlotProof> slots) {
    public AccountProof {
        nodes = List.copyOf(nodes);
        slots = List.copyOf(slots);
    }

    /** @param nodes trie nodes in RLP, from the storage root down; none if the storage is empty */
    public record SlotProof(UInt256 key, UInt256 value, List<Bytes> nodes) {
        public SlotProof {
            nodes = List.copyOf(nodes);
        }
    }
}
