package io.vigil.node.deposits;

import io.vigil.deposits.voting.Eth1Transition.Processed;
import io.vigil.vm.transaction.SystemState;

/** Who learns of processed deposits: the registry of candidates at 0x…1000 (G8). Whatever it does, the index is used up. */
@FunctionalInterface
public interface CandidateRegistry {
    /** A chain whose set never changes: the record of the deposit is all there is. */
    CandidateRegistry NONE = (deposit, state) -> {};

    void deposited(Processed deposit, SystemState state);
}
