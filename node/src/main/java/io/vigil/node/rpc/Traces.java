package io.vigil.node.rpc;

import io.vigil.types.Address;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.state.StateReader;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.transaction.TransactionOutcome;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Runs transactions while somebody looks; nothing is kept. Thread-safe. */
public interface Traces {
    /** {@link Calls#run}, observed. {@code enough} is asked now and then; once it says yes, the call is stopped. */
    CallResult run(Address from, TransactionBody body, CallSite site, Observer observer, BooleanSupplier enough);

    /**
     * Runs a committed block again.
     *
     * @param state before it
     * @return whether it came to its end, and not to that of its time
     */
    boolean replay(Block block, Header parent, StateReader state, ChainView chain, Watcher watcher, Duration timeLimit);

    /** Who looks at a block that runs again. */
    interface Watcher {
        /** {@link Observer#NONE} to let it run unseen, which is fast. */
        Observer before(int index, Transaction transaction);

        void after(int index, TransactionOutcome.Included outcome);

        /** Once it says yes, the rest of the block is left out. */
        boolean hasEnough();
    }
}
