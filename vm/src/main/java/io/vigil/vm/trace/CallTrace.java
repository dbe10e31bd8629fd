package io.vigil.vm.trace;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Log;
import io.vigil.vm.Halt;
import io.vigil.vm.interpreter.CallKind;
import io.vigil.vm.interpreter.Observer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the tree of calls of one transaction, up to a limit. */
public final class CallTrace implements Observer {
    /** Calls that are kept. A block of calls to nothing has as many; each keeps its input. */
    public static final int LIMIT = 100_000;

    /** Bytes of inputs and outputs that are kept: memory that calls pass on costs no gas each time. */
    public static final long LIMIT_BYTES = 32L << 20;

    private final Deque<Open> open = new ArrayDeque<>();
    private int count;
    private long bytes;
    private @Nullable CallFrame root;

    private static final class Open {
        final CallKind type;
        final Address from;
        final Address to;
        final UInt256 value;
        final long gas;
        final Bytes input;
        final List<CallFrame> calls = new ArrayList<>();
        final List<CallFrame.Placed> logs = new ArrayList<>();

        Open(CallKind type, Address from, Address to, UInt256 value, long gas, Bytes input) {
            this.type = type;
            this.from = from;
            this.to = to;
            this.value = value;
            this.gas = gas;
            this.input = input;
        }
    }

    /** The transaction's own call; none if it never began. */
    public Optional<CallFrame> root() {
        return Optional.ofNullable(root);
    }

    public boolean isTruncated() {
        return count > LIMIT || bytes > LIMIT_BYTES;
    }

    @Override
    public void enter(int depth, CallKind kind, Address from, Address to, UInt256 value, long gas, Bytes input) {
        count++;
        bytes += input.size();
        open.push(new Open(kind, from, to, value, gas, isTruncated() ? Bytes.EMPTY : input));
    }

    @Override
    public void log(Log log) {
        Open running = open.peek();
        bytes += log.data().size();
        if (running != null && !isTruncated()) {
            running.logs.add(new CallFrame.Placed(running.calls.size(), log));
        }
    }

    /** What failed took the logs of the calls inside with it. */
    private static List<CallFrame> withoutLogs(List<CallFrame> calls) {
        return calls.stream()
                .map(call -> call.withCalls(withoutLogs(call.calls()), List.of()))
                .toList();
    }

    @Override
    public void exit(int depth, Bytes output, long gasUsed, @Nullable Halt halt) {
        Open ended = open.pop();
        bytes += output.size();
        CallFrame frame = new CallFrame(
                ended.type,
                ended.from,
                ended.to,
                ended.value,
                ended.gas,
                gasUsed,
                ended.input,
                isTruncated() ? Bytes.EMPTY : output,
                halt == null ? "" : halt.text(),
                halt == null ? ended.calls : withoutLogs(ended.calls),
                halt == null ? ended.logs : List.of());
        Open above = open.peek();
        if (above == null) {
            root = frame;
        } else if (!isTruncated()) {
            above.calls.add(frame);
        }
    }
}
