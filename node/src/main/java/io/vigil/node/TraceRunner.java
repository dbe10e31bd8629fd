package io.vigil.node;

import io.vigil.node.chain.BlockReplay;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.CallResult;
import io.vigil.node.rpc.CallSite;
import io.vigil.node.rpc.ChainView;
import io.vigil.node.rpc.Traces;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.state.StateReader;
import io.vigil.vm.Halt;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.TransactionOutcome;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Runs the RPC port's traces on the VM. */
final class TraceRunner implements Traces {
    private final CallRunner calls;
    private final BlockReplay replay;
    private final LongSupplier monotonic;

    TraceRunner(CallRunner calls, BlockReplay replay, LongSupplier monotonic) {
        this.calls = calls;
        this.replay = replay;
        this.monotonic = monotonic;
    }

    @Override
    public CallResult run(
            Address from, TransactionBody body, CallSite site, Observer observer, BooleanSupplier enough) {
        return calls.run(from, body, site, observer, enough);
    }

    @Override
    public boolean replay(
            Block block, Header parent, StateReader state, ChainView chain, Watcher watcher, Duration timeLimit) {
        long deadline = monotonic.getAsLong() + timeLimit.toNanos();
        BlockExecution execution = replay.begin(block, parent, state, number -> ancestor(chain, number));
        execution.cancelWhen(() -> watcher.hasEnough() || monotonic.getAsLong() - deadline > 0);
        List<Transaction> transactions = block.transactions();
        for (int i = 0; i < transactions.size() && !watcher.hasEnough(); i++) {
            Transaction transaction = transactions.get(i);
            execution.observe(watcher.before(i, transaction));
            TransactionOutcome.Included included = run(execution, block, transaction);
            if (included.halt().filter(halt -> halt == Halt.CANCELLED).isPresent()) {
                return watcher.hasEnough();
            }
            watcher.after(i, included);
        }
        return true;
    }

    private static TransactionOutcome.Included run(BlockExecution execution, Block block, Transaction transaction) {
        Address sender = transaction
                .sender()
                .orElseThrow(() -> new IllegalStateException("committed without a signer: " + transaction.hash()));
        return switch (execution.execute(transaction, sender)) {
            case TransactionOutcome.Included included -> included;
            case TransactionOutcome.Refused(var rejection) ->
                throw new IllegalStateException("transaction " + transaction.hash() + " of committed block "
                        + block.hash() + " is refused: " + rejection.message());
        };
    }

    private static Hash ancestor(ChainView chain, long number) {
        return chain.header(new BlockId.OfNumber(number)).map(Header::hash).orElse(Hash.ZERO);
    }
}
