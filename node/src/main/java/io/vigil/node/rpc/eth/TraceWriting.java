package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.Traces;
import io.vigil.node.rpc.eth.TraceOptions.Tracer;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ContractAddress;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.vm.Halt;
import io.vigil.vm.interpreter.CallKind;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.trace.CallFrame;
import io.vigil.vm.trace.CallTrace;
import io.vigil.vm.trace.StructLog;
import io.vigil.vm.trace.StructLogs;
import io.vigil.vm.transaction.TransactionOutcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the traces of a block's transactions, or of one of them, or of a call, while they run. */
final class TraceWriting implements Traces.Watcher {
    /** Watches every transaction. */
    static final int ALL = -1;

    private final Tracer tracer;
    private final int wanted;
    private final Senders senders;
    private final TraceText text = new TraceText();
    private boolean isDone;
    private int begun;
    private @Nullable Running running;

    /** One transaction's trace while it is written. */
    private sealed interface Running {
        record Steps(StepsText steps) implements Running {}

        record Calls(CallTrace trace, CallFrame fallback, Tracer.Calls options) implements Running {}
    }

    /** @param wanted the index of the one transaction to watch, or {@link #ALL} */
    TraceWriting(Tracer tracer, int wanted, Senders senders) {
        this.tracer = tracer;
        this.wanted = wanted;
        this.senders = senders;
    }

    @Override
    public Observer before(int index, Transaction transaction) {
        if (wanted != ALL && wanted != index) {
            return Observer.NONE;
        }
        if (wanted == ALL) {
            text.add(begun == 0 ? "[{\"txHash\":\"" : ",{\"txHash\":\"")
                    .add(transaction.hash().toHex())
                    .add("\",\"result\":");
        }
        Address sender = senders.of(transaction);
        return begin(frame(sender, transaction.target(), transaction));
    }

    /** @param fallback what is shown of a call that ended before it began */
    Observer begin(CallFrame fallback) {
        begun++;
        return switch (tracer) {
            case Tracer.Steps(var options, Optional<Long> limit) -> {
                StepsText steps = new StepsText(options, limit.orElse(Long.MAX_VALUE));
                running = new Running.Steps(steps);
                yield steps.logs;
            }
            case Tracer.Calls options -> {
                CallTrace trace = new CallTrace();
                running = new Running.Calls(trace, fallback, options);
                yield trace;
            }
        };
    }

    @Override
    public void after(int index, TransactionOutcome.Included outcome) {
        if (running != null) {
            end(outcome.gasUsed(), outcome.output(), outcome.halt());
            text.add(wanted == ALL ? "}" : "");
            isDone = wanted == index;
        }
    }

    void end(long gasUsed, Bytes output, Optional<Halt> halt) {
        Running ended = running;
        running = null;
        switch (ended) {
            case null -> throw new IllegalStateException("a trace ends that did not begin");
            case Running.Steps(StepsText steps) -> {
                boolean hasOutput = halt.isEmpty() || halt.get() == Halt.REVERTED;
                steps.close();
                text.add(",\"gas\":").add(gasUsed).add(",\"failed\":").add(halt.isPresent() ? "true" : "false");
                text.add(",\"returnValue\":\"")
                        .add(hasOutput ? output.toHex() : "0x")
                        .add("\"}");
            }
            case Running.Calls(CallTrace trace, CallFrame fallback, Tracer.Calls options) -> {
                CallFrame root = trace.root().orElse(fallback);
                text.add(new CallFrameJson(options)
                        .of(root.withGas(fallback.gas(), gasUsed))
                        .toString());
            }
        }
    }

    @Override
    public boolean hasEnough() {
        return isDone || isTooLong();
    }

    /** Whether the limits of an answer or of a trace were passed. */
    boolean isTooLong() {
        boolean isFull = running instanceof Running.Calls calls && calls.trace.isTruncated();
        return isFull || text.isTooLong();
    }

    /** The answer. */
    String json() {
        return wanted == ALL ? (begun == 0 ? "[]" : text + "]") : text.toString();
    }

    private static CallFrame frame(Address sender, Target target, Transaction transaction) {
        return switch (target) {
            case Target.Call(Address to) ->
                frame(CallKind.CALL, sender, to, transaction.value(), transaction.gasLimit(), transaction.data());
            case Target.Create _ ->
                frame(
                        CallKind.CREATE,
                        sender,
                        ContractAddress.create(sender, transaction.nonce()),
                        transaction.value(),
                        transaction.gasLimit(),
                        transaction.data());
        };
    }

    static CallFrame frame(CallKind kind, Address from, Address to, UInt256 value, long gas, Bytes input) {
        String error = Halt.ADDRESS_COLLISION.text();
        return new CallFrame(kind, from, to, value, gas, gas, input, Bytes.EMPTY, error, List.of(), List.of());
    }

    /** The steps of one transaction. */
    private final class StepsText {
        final StructLogs logs;
        private final boolean withStack;
        private long left;
        private boolean isFirst = true;

        StepsText(StructLogs.Options options, long limit) {
            this.logs = new StructLogs(options, this::add);
            this.withStack = options.stack();
            this.left = limit;
            text.add("{\"structLogs\":[");
        }

        private boolean add(StructLog step) {
            text.step(step, isFirst, withStack);
            isFirst = false;
            left--;
            return left > 0 && !text.isTooLong();
        }

        void close() {
            text.add("]");
        }
    }
}
