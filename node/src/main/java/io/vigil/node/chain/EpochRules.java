package io.vigil.node.chain;

import io.vigil.consensus.validators.Validator;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Header;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.util.Optional;

/** Reads from the state after one block which epoch its child belongs to. Pure: the same on every node. */
public interface EpochRules {
    EpochFacts after(Header parent, StateReader state);

    /** Whether {@link #after} may say anything new of a state, but for an epoch's end, because a block changed this. */
    boolean isTouchedBy(StateChanges changes);

    /** The data of system input 0xf5 that a block of {@code epoch} on {@code parent} must carry, if plans lead there (G48). */
    Optional<Bytes> plansTo(long epoch, Header parent, StateReader state);

    /**
     * What a block that carries {@code plans} must say of its epoch.
     *
     * @throws MalformedException if no block on {@code parent} may carry them
     */
    EpochFacts planned(Header parent, StateReader state, Bytes plans) throws MalformedException;

    /** Where the fees of a block by {@code leader} on that state go. */
    Address feeAddress(StateReader state, Validator leader);

    /** Whether this program knows the rules of a version (G38). */
    default boolean speaks(long version) {
        return true;
    }
}
