package io.vigil.vm.trace;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.vm.Halt;
import io.vigil.vm.Opcodes;
import io.vigil.vm.interpreter.CallKind;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.interpreter.StepView;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells every step of one transaction, until whoever listens has enough. A step's price is known when the next thing happens, so each step
 * waits until then.
 */
public final class StructLogs implements Observer {
    /** Steps that are kept; with a stack of ten words each, about 100 MiB. */
    public static final int LIMIT = 200_000;

    private static final int SLOAD = 0x54;
    private static final int SSTORE = 0x55;

    private final Options options;
    private final Predicate<StructLog> listener;
    private final List<StructLog> logs = new ArrayList<>();
    private final TreeMap<Address, TreeMap<UInt256, UInt256>> storage = new TreeMap<>();
    private boolean wantsMore = true;
    private boolean truncated;
    private @Nullable Waiting waiting;

    /** What a step holds besides its place and price. */
    public record Options(boolean stack, boolean memory, boolean storage, boolean returnData) {
        /** geth's defaults. */
        public static final Options DEFAULT = new Options(true, false, true, false);
    }

    /** Keeps up to {@link #LIMIT} steps. */
    public StructLogs(Options options) {
        this.options = options;
        this.listener = log -> logs.add(log) && logs.size() < LIMIT;
    }

    /** @param listener says whether it wants more */
    public StructLogs(Options options, Predicate<StructLog> listener) {
        this.options = options;
        this.listener = listener;
    }

    private record Waiting(
            StepView view,
            int pc,
            int op,
            long gas,
            long refund,
            List<UInt256> stack,
            int memorySize,
            Bytes memory,
            Bytes returnData) {}

    public List<StructLog> logs() {
        return List.copyOf(logs);
    }

    /** Whether there was a step that nobody wanted. */
    public boolean isTruncated() {
        return truncated;
    }

    @Override
    public void step(StepView view) {
        settle("");
        if (!wantsMore) {
            truncated = true;
            return;
        }
        waiting = new Waiting(
                view,
                view.pc(),
                view.op(),
                view.gas(),
                view.refund(),
                options.stack ? stack(view) : List.of(),
                view.memorySize(),
                options.memory ? view.memory() : Bytes.EMPTY,
                options.returnData ? view.returnData() : Bytes.EMPTY);
        if (options.storage && view.op() == SSTORE && view.stackSize() >= 2) {
            slots(view).put(view.stackWord(view.stackSize() - 1), view.stackWord(view.stackSize() - 2));
        }
    }

    @Override
    public void enter(int depth, CallKind kind, Address from, Address to, UInt256 value, long gas, Bytes input) {
        settle("");
    }

    @Override
    public void exit(int depth, Bytes output, long gasUsed, @Nullable Halt halt) {
        settle("");
    }

    @Override
    public void done(StepView view) {
        settle("");
    }

    @Override
    public void fault(StepView view, Halt halt) {
        settle(halt.text());
    }

    private void settle(String error) {
        Waiting step = waiting;
        if (step == null) {
            return;
        }
        waiting = null;
        StepView view = step.view;
        SortedMap<UInt256, UInt256> touched = new TreeMap<>();
        if (options.storage && (step.op == SLOAD || step.op == SSTORE) && error.isEmpty()) {
            if (step.op == SLOAD && !step.stack.isEmpty() && view.stackSize() > 0) {
                slots(view).put(step.stack.getLast(), view.stackWord(view.stackSize() - 1));
            }
            touched = slots(view);
        }
        long cost = error.isEmpty() ? step.gas - view.gas() : Opcodes.gas(step.op);
        wantsMore = listener.test(new StructLog(
                step.pc,
                Opcodes.name(step.op),
                step.op,
                step.gas,
                cost,
                view.depth() + 1,
                step.refund,
                error,
                step.stack,
                step.memorySize,
                step.memory,
                step.returnData,
                touched));
    }

    private TreeMap<UInt256, UInt256> slots(StepView view) {
        return storage.computeIfAbsent(view.self(), address -> new TreeMap<>());
    }

    private static List<UInt256> stack(StepView view) {
        List<UInt256> words = new ArrayList<>(view.stackSize());
        for (int i = 0; i < view.stackSize(); i++) {
            words.add(view.stackWord(i));
        }
        return words;
    }
}
