package io.vigil.node.chain;

import io.vigil.node.quarantine.Bundle;
import io.vigil.node.quarantine.Guard;
import io.vigil.node.quarantine.Guard.Phase;
import io.vigil.node.quarantine.Scene;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.TransactionOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The one place where blocks run transactions (R3.2, R3.9). While one runs it is marked, so that the next process finds it
 * if this one dies; what it throws becomes a value, with a bundle that runs it again. Used by one thread.
 */
public final class TransactionRuns {
    private final Guard guard;
    private final Reproductions reproductions;
    private final Hook hook;

    /** @param hook asked before each transaction, by drills */
    public TransactionRuns(Guard guard, Reproductions reproductions, Hook hook) {
        this.guard = guard;
        this.reproductions = reproductions;
        this.hook = hook;
    }

    /** May throw in a transaction's place. */
    @FunctionalInterface
    public interface Hook {
        void before(Phase phase, Hash transaction);
    }

    /** What became of a transaction. */
    sealed interface Run {
        record Done(TransactionOutcome outcome) implements Run {}

        /** It threw: the execution is not to be used any more. */
        record Threw(String what) implements Run {}

        /** It was not run. */
        record Quarantined(String why) implements Run {}
    }

    /** @see Guard#begin(Block, StateReader) */
    StateReader begin(Header header, List<SystemInput> inputs, StateReader parent) {
        return guard.begin(Block.of(header, List.of(), inputs), parent);
    }

    Run run(Phase phase, BlockExecution execution, Transaction transaction, Address sender) {
        Optional<String> objection = guard.objection(transaction.hash(), phase);
        if (objection.isPresent()) {
            return new Run.Quarantined(objection.get());
        }
        guard.begin(transaction);
        try {
            hook.before(phase, transaction.hash());
            TransactionOutcome outcome = execution.execute(transaction, sender);
            guard.end();
            return new Run.Done(outcome);
        } catch (VirtualMachineError e) {
            throw e; // the process ends, and the mark stays
        } catch (Throwable e) {
            guard.end();
            return new Run.Threw(e.toString());
        }
    }

    /**
     * Keeps a transaction that threw.
     *
     * @param block whose last transaction it is
     * @return what was thrown, and where the bundle is
     */
    String keep(String what, Block block, ExecutedBlock parent, LongFunction<Hash> ancestors) {
        Hash hash = block.transactions().getLast().hash();
        return guard.failed(hash, what, () -> reproductions.ofThrown(what, block, parent, ancestors));
    }

    /** What it takes to run again what a process before this one died in. */
    Bundle reproduction(Scene scene, ExecutedBlock parent, LongFunction<Hash> ancestors) {
        return reproductions.ofDeath(scene, parent, ancestors);
    }
}
