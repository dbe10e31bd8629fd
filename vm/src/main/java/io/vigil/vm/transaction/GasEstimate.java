package io.vigil.vm.transaction;

/** How much gas a message needs. */
public sealed interface GasEstimate {
    record Enough(long gas) implements GasEstimate {}

    /** No amount up to the cap makes it succeed; the outcome with the cap says why. */
    record Failed(SimulationOutcome outcome) implements GasEstimate {}
}
