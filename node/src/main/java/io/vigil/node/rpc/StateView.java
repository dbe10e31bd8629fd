package io.vigil.node.rpc;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.state.StateReader;
import java.util.List;
import java.util.Optional;

/** The world state after one block. */
public interface StateView {
    StateReader reader();

    /** Proves an account, present or not, and slots of it; nothing if this state keeps no trie, as only the head's does. */
    Optional<AccountProof> prove(Address address, List<UInt256> slots);
}
