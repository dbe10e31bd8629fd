package io.vigil.storage.state;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import java.util.List;

/**
 * What {@code eth_getProof} answers (EIP-1186): the account or its absence ({@link Account#EMPTY}, empty storage root), with
 * trie nodes from the state root down, and the same for slots from the storage root down.
 */
public record AccountProof(
        Address address, Account account, Hash storageRoot, List<Bytes> nodes, List<SlotProof> slots) {
    public AccountProof {
        nodes = List.copyOf(nodes);
        slots = List.copyOf(slots);
    }

    /** One slot's value, zero if there is none, and the nodes that show it. */
    public record SlotProof(UInt256 key, UInt256 value, List<Bytes> nodes) {
        public SlotProof {
            nodes = List.copyOf(nodes);
        }
    }
}
