package io.vigil.governance.contracts;

import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.List;

/** What a running call may do to the world. It may read every system contract and write its own slots alone. */
public interface Host extends StateView {
    void store(UInt256 slot, UInt256 value);

    void log(List<Hash> topics, Bytes data);

    /** Moves {@code amount} of the contract's own balance; false if it has less. */
    boolean pay(Address to, UInt256 amount);
}
