package io.vigil.vm.interpreter;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Log;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Fork;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.Halt;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.instruction.Arithmetic;
import io.vigil.vm.instruction.Division;
import io.vigil.vm.precompile.Precompiles;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Code;
import io.vigil.vm.state.Program;
import io.vigil.vm.state.WorldState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of one block's transactions, one after another. The loop keeps the place in the code, the height of the
 * stack and the gas in local variables and writes them to the frame whenever it leaves. Not thread-safe.
 *
 * <p>HotSpot compiles no method above 8,000 bytecodes, so what is rare is a method elsewhere
 * ({@link ColdInstructions}).
 */
public final class Interpreter {
    static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /**
     * Memory of all frames together, bytes. No transaction that a block can hold pays for as much (2^24 gas buy less than
     * 3 MiB in one frame and less than 80 MiB in a thousand); it bounds what a simulation with more gas can take.
     */
    public static final int MEMORY_LIMIT_BYTES = 1 << 28;

    private static final int STACK_LONGS = 1024 * 4;
    /** Room above a full stack for instructions that use places above the top as scratch. */
    private static final int STACK_SLACK = 32;

    /** Gas that a frame runs for before it asks whether to go on: a few milliseconds; more than any block costs. */
    private static final long SLICE_GAS = 1 << 20;

    private static final int KEPT_MEMORY_BYTES = 1 << 22;

    /** Every block makes a machine for the protocol's own calls, which need little; a transaction that needs more doubles it. */
    private static final int FIRST_MEMORY_BYTES = 1 << 12;

    final Fork fork;
    final BlockEnvironment block;
    final UInt256 blobBaseFee;
    final NativeContracts natives;
    final Precompiles precompiles;
    final WorldState world;
    private final int memoryLimitBytes;
    final List<Log> logs = new ArrayList<>();

    private final Division division = new Division();
    private final ColdInstructions cold;
    private final @Nullable Frame[] frames = new Frame[GasSchedule.MAX_CALL_DEPTH + 1];

    long[] stack = new long[STACK_LONGS + STACK_SLACK];
    byte[] memory = new byte[FIRST_MEMORY_BYTES];
    Address origin = Address.ZERO;
    UInt256 gasPrice = UInt256.ZERO;
    List<Hash> blobHashes = List.of();
    Observer observer = Observer.NONE;
    boolean observed;
    private BooleanSupplier cancelled = () -> false;

    public Interpreter(
            Fork fork,
            BlockEnvironment block,
            UInt256 blobBaseFee,
            NativeContracts natives,
            Precompiles precompiles,
            WorldState world,
            int memoryLimitBytes) {
        this.fork = fork;
        this.block = block;
        this.blobBaseFee = blobBaseFee;
        this.natives = natives;
        this.precompiles = precompiles;
        this.world = world;
        this.memoryLimitBytes = memoryLimitBytes;
        this.cold = new ColdInstructions(this);
    }

    /** Has {@code observer} told of everything from now on; {@link Observer#NONE} costs nothing. */
    public void observe(Observer other) {
        observer = other;
        observed = other != Observer.NONE;
    }

    boolean isCancelled() {
        return cancelled.getAsBoolean();
    }

    /** Asked whenever a call begins or goes on, and inside calls every {@value #SLICE_GAS} gas; once it says yes, the whole execution ends with {@link Halt#CANCELLED}. */
    public void cancelWhen(BooleanSupplier question) {
        cancelled = question;
    }

    /** Sets what ORIGIN, GASPRICE and BLOBHASH answer, and forgets the logs of the transaction before. */
    public void begin(Address newOrigin, UInt256 newGasPrice, List<Hash> newBlobHashes) {
        origin = newOrigin;
        gasPrice = newGasPrice;
        blobHashes = newBlobHashes;
        logs.clear();
    }

    /** Calls an account from outside: moves {@code value}, then runs its code, a precompile or a native contract. */
    public Outcome call(AccountEntry caller, AccountEntry target, UInt256 value, Bytes input, long gas) {
        byte[] bytes = input.shared();
        int status = cold.calls.enter(
                null, CallKind.CALL, caller, target, target, value, bytes, 0, bytes.length, gas, false);
        return complete(status, gas);
    }

    /** Creates a contract from outside, at the address that {@code nonce} gives; the caller's nonce is the caller's to count. */
    public Outcome create(AccountEntry caller, AccountEntry created, UInt256 value, Bytes initcode, long gas) {
        Code code = world.prepare(Keccak.EMPTY_HASH, initcode);
        int status = cold.creations.enter(null, CallKind.CREATE, caller, created, value, code, gas);
        return complete(status, gas);
    }

    /** The logs of the running transaction so far. */
    public List<Log> logs() {
        return List.copyOf(logs);
    }

    void addLog(Log log) {
        logs.add(log);
        if (observed) {
            observer.log(log);
        }
    }

    private Outcome complete(int status, long gas) {
        Frame first = frame(0);
        if (status == Status.ENTER) {
            runFrames();
        }
        Bytes output = Bytes.copyOf(memory, first.outputAt, first.outputLength);
        Outcome outcome = new Outcome(first.halt, first.gas, output);
        release();
        return outcome;
    }

    private void release() {
        for (int depth = 0; depth < frames.length; depth++) {
            Frame frame = frames[depth];
            if (frame == null) {
                break;
            }
            frame.release();
        }
        if (memory.length > KEPT_MEMORY_BYTES) {
            memory = new byte[FIRST_MEMORY_BYTES];
        }
    }

    Frame frame(int depth) {
        Frame frame = frames[depth];
        if (frame == null) {
            frame = new Frame(depth);
            frames[depth] = frame;
        }
        return frame;
    }

    private void runFrames() {
        Frame frame = frame(0);
        while (true) {
            int status = cancelled.getAsBoolean() ? Status.of(Halt.CANCELLED) : run(frame);
            if (status == Status.AGAIN) {
                continue;
            }
            if (status == Status.ENTER) {
                frame = frame(frame.depth + 1);
                continue;
            }
            leave(frame, status);
            if (frame.depth == 0) {
                return;
            }
            Frame caller = frame(frame.depth - 1);
            cold.calls.resume(caller, frame);
            frame = caller;
        }
    }

    /** Settles a frame that has ended: a fault takes all gas, a fault or revert undoes all changes. */
    private void leave(Frame frame, int status) {
        Halt halt = status == Status.DONE ? frame.halt : Status.halt(status);
        if (observed) {
            StepView view = new StepView(this, frame, frame.code.instructionAt(frame.codeAt));
            if (status == Status.DONE) {
                observer.done(view);
            } else {
                observer.fault(view, Status.halt(status));
            }
        }
        if (halt != null && halt != Halt.REVERTED) {
            frame.gas = 0;
            frame.outputLength = 0;
        }
        if (halt == null && frame.isCreation) {
            halt = cold.creations.deposit(frame);
        }
        frame.halt = halt;
        if (halt != null) {
            undo(frame);
        }
        if (observed) {
            Bytes output = Bytes.copyOf(memory, frame.outputAt, frame.outputLength);
            observer.exit(frame.depth, output, frame.gasLimit - frame.gas, halt);
        }
    }

    CallInstructions calls() {
        return cold.calls;
    }

    /** Lays the output of what is no code where a frame's output lies. */
    void putOutput(Frame frame, Bytes output) {
        int end = frame.memoryBase + output.size();
        if (end > memory.length) {
            memory = Arrays.copyOf(memory, Math.max(end, 2 * memory.length));
        }
        output.copyTo(memory, frame.memoryBase);
        frame.outputAt = frame.memoryBase;
        frame.outputLength = output.size();
    }

    void undo(Frame frame) {
        world.revert(frame.checkpoint);
        world.setRefund(frame.refundBefore);
        while (logs.size() > frame.logsBefore) {
            logs.removeLast();
        }
    }

    /** Makes sure that a frame whose stack begins at {@code base} can fill it. */
    void reserveStack(int base) {
        if (stack.length < base + STACK_LONGS + STACK_SLACK) {
            stack = Arrays.copyOf(stack, Math.max(2 * stack.length, base + STACK_LONGS + STACK_SLACK));
        }
    }

    /**
     * Grows a frame's memory so that it holds {@code end} bytes, and pays for it.
     *
     * @return the gas left, negative if it was not enough; nothing is allocated then
     */
    long expand(Frame frame, long end, long gas) {
        if (end <= frame.memorySize) {
            return gas;
        }
        if (end > memoryLimitBytes) {
            return -1;
        }
        long words = (end + 31) >>> 5;
        long cost = 3 * words + (words * words >>> 9);
        long left = gas - (cost - frame.memoryCost);
        if (left < 0) {
            return left;
        }
        long top = frame.memoryBase + (words << 5);
        if (top > memory.length) {
            if (top > memoryLimitBytes) {
                return -1;
            }
            memory = Arrays.copyOf(memory, (int) Math.max(top, Math.min(memoryLimitBytes, memory.length * 3L / 2)));
        }
        Arrays.fill(memory, frame.memoryBase + frame.memorySize, (int) top, (byte) 0);
        frame.memoryCost = cost;
        frame.memorySize = (int) (words << 5);
        return left;
    }

    /**
     * Runs {@code f} until it ends or calls. Blocks have been checked at their heads, so no instruction here asks whether
     * its operands are on the stack or its fixed price can be paid.
     */
    @SuppressWarnings("LabelledBreakTarget") // shared tails keep the loop below the size that is still compiled whole
    private int run(Frame f) {
        final int[] words = f.program.words();
        final long[] constants = f.program.constants();
        final int[] entries = f.program.entries();
        final long[] s = stack;
        final int base = f.stackBase;
        final int memoryBase = f.memoryBase;
        int memorySize = f.memorySize;
        byte[] m = memory;
        int pc = f.pc;
        int sp = f.sp;
        // The gas at hand and the gas put aside: when a block cannot be paid from the first, there is time to look up.
        long gas = f.isChecked ? f.gas : Math.min(f.gas, SLICE_GAS);
        long aside = f.gas - gas;
        while (true) {
            int word = words[pc++];
            long offset;
            int at;
            block:
            {
                store:
                {
                    load:
                    {
                        switch (word & 0xff) {
                            // STOP
                            case 0x00 -> {
                                return finish(f, gas + aside);
                            }
                            // ADD
                            case 0x01 -> {
                                int top = own(sp);
                                Arithmetic.add(s, top - 8, top - 4);
                                sp = top - 4;
                                continue;
                            }
                            // MUL
                            case 0x02 -> {
                                int top = own(sp);
                                Arithmetic.multiply(s, top - 8, top - 4);
                                sp = top - 4;
                                continue;
                            }
                            // SUB
                            case 0x03 -> {
                                int top = own(sp);
                                Arithmetic.subtract(s, top - 8, top - 4, top - 8);
                                sp = top - 4;
                                continue;
                            }
                            // DIV, SDIV, MOD, SMOD, ADDMOD, MULMOD, SIGNEXTEND, SLT, SGT, BYTE, SAR
                            case 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x12, 0x13, 0x1a, 0x1d -> {
                                sp = division.run(word & 0xff, s, own(sp));
                                continue;
                            }
                            // LT
                            case 0x10 -> {
                                int top = own(sp);
                                Arithmetic.setFlag(s, top - 8, Arithmetic.less(s, top - 4, top - 8));
                                sp = top - 4;
                                continue;
                            }
                            // GT
                            case 0x11 -> {
                                int top = own(sp);
                                Arithmetic.setFlag(s, top - 8, Arithmetic.less(s, top - 8, top - 4));
                                sp = top - 4;
                                continue;
                            }
                            // EQ
                            case 0x14 -> {
                                int top = own(sp);
                                Arithmetic.setFlag(s, top - 8, Arithmetic.equal(s, top - 8, top - 4));
                                sp = top - 4;
                                continue;
                            }
                            // ISZERO
                            case 0x15 -> {
                                int top = own(sp);
                                Arithmetic.setFlag(s, top - 4, Arithmetic.isZero(s, top - 4));
                                continue;
                            }
                            // AND
                            case 0x16 -> {
                                int top = own(sp);
                                Arithmetic.and(s, top - 8, s, top - 4);
                                sp = top - 4;
                                continue;
                            }
                            // OR
                            case 0x17 -> {
                                int top = own(sp);
                                Arithmetic.or(s, top - 8, top - 4);
                                sp = top - 4;
                                continue;
                            }
                            // XOR
                            case 0x18 -> {
                                int top = own(sp);
                                Arithmetic.xor(s, top - 8, top - 4);
                                sp = top - 4;
                                continue;
                            }
                            // NOT
                            case 0x19 -> {
                                Arithmetic.not(s, own(sp) - 4);
                                continue;
                            }
                            // SHL
                            case 0x1b -> {
                                int top = own(sp);
                                Arithmetic.shiftLeft(s, top);
                                sp = top - 4;
                                continue;
                            }
                            // SHR
                            case 0x1c -> {
                                int top = own(sp);
                                Arithmetic.shiftRight(s, top);
                                sp = top - 4;
                                continue;
                            }
                            // CALLDATALOAD
                            case 0x35 -> {
                                callDataWord(f, s, own(sp));
                                continue;
                            }
                            // POP, once or more often
                            case 0x50 -> {
                                sp = own(sp) - (word >>> 8);
                                continue;
                            }
                            // MLOAD
                            case 0x51 -> {
                                int top = own(sp);
                                offset = Arithmetic.bounded(s, top - 4);
                                at = top - 4;
                                break load;
                            }
                            case Program.LOAD_AT -> {
                                offset = word >>> 8;
                                at = own(sp);
                                sp = at + 4;
                                break load;
                            }
                            case Program.DUP_LOAD -> {
                                int top = own(sp);
                                offset = Arithmetic.bounded(s, top - (word >>> 8));
                                at = top;
                                sp = top + 4;
                                break load;
                            }
                            // MSTORE
                            case 0x52 -> {
                                int top = own(sp);
                                offset = Arithmetic.bounded(s, top - 4);
                                at = top - 8;
                                sp = at;
                                break store;
                            }
                            case Program.STORE_AT -> {
                                offset = word >>> 8;
                                at = own(sp) - 4;
                                sp = at;
                                break store;
                            }
                            case Program.DUP_STORE -> {
                                int top = own(sp);
                                offset = Arithmetic.bounded(s, top - (word >>> 8));
                                at = top - 4;
                                sp = at;
                                break store;
                            }
                            case Program.STORE_UNDER -> {
                                int top = own(sp);
                                offset = Arithmetic.bounded(s, top - 8);
                                at = top - 4;
                                sp = top - 8;
                                break store;
                            }
                            // JUMP
                            case 0x56 -> {
                                int top = own(sp);
                                pc = entry(entries, s, top - 4);
                                if (pc == 0) {
                                    return Status.INVALID_JUMP;
                                }
                                sp = top - 4;
                                break block;
                            }
                            // JUMPI
                            case 0x57 -> {
                                int top = own(sp);
                                if (!Arithmetic.isZero(s, top - 8)) {
                                    pc = entry(entries, s, top - 4);
                                    if (pc == 0) {
                                        return Status.INVALID_JUMP;
                                    }
                                }
                                sp = top - 8;
                                break block;
                            }
                            // MSIZE
                            case 0x59 -> {
                                int top = own(sp);
                                Arithmetic.setLong(s, top, memorySize);
                                sp = top + 4;
                                continue;
                            }
                            case Program.BLOCK -> {
                                pc--;
                                break block;
                            }
                            case Program.PUSH -> {
                                int top = own(sp);
                                Arithmetic.setLong(s, top, word >>> 8);
                                sp = top + 4;
                                continue;
                            }
                            case Program.PUSH_LONG -> {
                                int top = own(sp);
                                Arithmetic.setLong(s, top, constants[word >>> 8]);
                                sp = top + 4;
                                continue;
                            }
                            case Program.PUSH_WORD -> {
                                int top = own(sp);
                                Arithmetic.copy(constants, own(word) >>> 8, s, top);
                                sp = top + 4;
                                continue;
                            }
                            case Program.DUP -> {
                                int top = own(sp);
                                Arithmetic.copy(s, top - (word >>> 8), s, top);
                                sp = top + 4;
                                continue;
                            }
                            case Program.DUP_DUP -> {
                                int top = own(sp);
                                int operands = own(word) >>> 8;
                                Arithmetic.copy(s, top - (operands & 0xfff), s, top);
                                Arithmetic.copy(s, top + 4 - (operands >>> 12), s, top + 4);
                                sp = top + 8;
                                continue;
                            }
                            case Program.POP_DUP -> {
                                int top = own(sp);
                                Arithmetic.copy(s, top - (word >>> 8), s, top - 4);
                                continue;
                            }
                            case Program.SWAP -> {
                                int top = own(sp);
                                Arithmetic.exchange(s, top - (word >>> 8), top - 4);
                                continue;
                            }
                            case Program.SWAP_SWAP -> {
                                int top = own(sp);
                                int operands = own(word) >>> 8;
                                Arithmetic.exchange(s, top - (operands & 0xfff), top - 4);
                                Arithmetic.exchange(s, top - (operands >>> 12), top - 4);
                                continue;
                            }
                            case Program.SWAP_POP -> {
                                int top = own(sp);
                                Arithmetic.copy(s, top - 4, s, top - (word >>> 8));
                                sp = top - 4;
                                continue;
                            }
                            case Program.JUMP_TO -> {
                                pc = word >>> 8;
                                break block;
                            }
                            case Program.JUMP_IF -> {
                                int top = own(sp);
                                pc = !Arithmetic.isZero(s, top - 4) == (word >= 0)
                                        ? word >>> 8 & Program.MAX_TARGET
                                        : pc;
                                sp = top - 4;
                                break block;
                            }
                            case Program.JUMP_IF_LESS -> {
                                int top = own(sp);
                                pc = Arithmetic.less(s, top - 4, top - 8) == (word >= 0)
                                        ? word >>> 8 & Program.MAX_TARGET
                                        : pc;
                                sp = top - 8;
                                break block;
                            }
                            case Program.JUMP_IF_GREATER -> {
                                int top = own(sp);
                                pc = Arithmetic.less(s, top - 8, top - 4) == (word >= 0)
                                        ? word >>> 8 & Program.MAX_TARGET
                                        : pc;
                                sp = top - 8;
                                break block;
                            }
                            case Program.JUMP_IF_EQUAL -> {
                                int top = own(sp);
                                pc = Arithmetic.equal(s, top - 8, top - 4) == (word >= 0)
                                        ? word >>> 8 & Program.MAX_TARGET
                                        : pc;
                                sp = top - 8;
                                break block;
                            }
                            case Program.ADD_CONSTANT -> {
                                Arithmetic.addLong(s, own(sp) - 4, word >>> 8);
                                continue;
                            }
                            case Program.SUBTRACT_CONSTANT -> {
                                Arithmetic.subtractLong(s, own(sp) - 4, word >>> 8);
                                continue;
                            }
                            case Program.AND_CONSTANT -> {
                                int top = own(sp);
                                Arithmetic.setLong(s, top - 4, s[top - 4] & word >>> 8);
                                continue;
                            }
                            case Program.AND_WORD -> {
                                Arithmetic.and(s, own(sp) - 4, constants, own(word) >>> 8);
                                continue;
                            }
                            case Program.SHIFT_LEFT -> {
                                Arithmetic.shiftLeft(s, own(sp) - 4, own(word) >>> 8);
                                continue;
                            }
                            case Program.SHIFT_RIGHT -> {
                                Arithmetic.shiftRight(s, own(sp) - 4, own(word) >>> 8, 0);
                                continue;
                            }
                            case Program.EQUALS_CONSTANT -> {
                                int top = own(sp);
                                Arithmetic.setFlag(s, top - 4, Arithmetic.isLong(s, top - 4, word >>> 8));
                                continue;
                            }
                            case Program.DUP_ADD -> {
                                int top = own(sp);
                                Arithmetic.add(s, top - 4, top - (word >>> 8));
                                continue;
                            }
                            case Program.DUP_MULTIPLY -> {
                                int top = own(sp);
                                Arithmetic.multiply(s, top - 4, top - (word >>> 8));
                                continue;
                            }
                            case Program.DUP_AND -> {
                                int top = own(sp);
                                Arithmetic.and(s, top - 4, s, top - (word >>> 8));
                                continue;
                            }
                            case Program.DUP_XOR -> {
                                int top = own(sp);
                                Arithmetic.xor(s, top - 4, top - (word >>> 8));
                                continue;
                            }
                            case Program.DUP_LESS -> {
                                int top = own(sp);
                                Arithmetic.setFlag(s, top - 4, Arithmetic.less(s, top - (word >>> 8), top - 4));
                                continue;
                            }
                            case Program.DUP_GREATER -> {
                                int top = own(sp);
                                Arithmetic.setFlag(s, top - 4, Arithmetic.less(s, top - 4, top - (word >>> 8)));
                                continue;
                            }
                            case Program.SUBTRACT_FROM -> {
                                int top = own(sp);
                                Arithmetic.subtract(s, top - 8, top - 8, top - 4);
                                sp = top - 4;
                                continue;
                            }
                            case Program.STEP -> {
                                f.codeAt = word >>> 8;
                                f.pc = pc;
                                f.sp = sp;
                                f.gas = gas;
                                int status = cold.step(f);
                                if (status != Status.CONTINUE) {
                                    return status;
                                }
                                gas = f.gas;
                                continue;
                            }
                            default -> {
                                f.pc = pc;
                                f.sp = sp;
                                f.gas = gas + aside;
                                int status = cold.execute(word & 0xff, f);
                                if (status != Status.CONTINUE) {
                                    return status;
                                }
                                pc = f.pc;
                                sp = f.sp;
                                gas = f.gas - aside;
                                m = memory;
                                memorySize = f.memorySize;
                                continue;
                            }
                        }
                    }
                    if (offset + 32 > memorySize) {
                        long left = expand(f, offset + 32, gas + aside);
                        if (left < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        gas = left - aside;
                        m = memory;
                        memorySize = f.memorySize;
                    }
                    loadWord(m, memoryBase + (int) offset, s, at);
                    continue;
                }
                if (offset + 32 > memorySize) {
                    long left = expand(f, offset + 32, gas + aside);
                    if (left < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    gas = left - aside;
                    m = memory;
                    memorySize = f.memorySize;
                }
                storeWord(m, memoryBase + (int) offset, s, at);
                continue;
            }
            int bounds = words[pc + 1];
            long left = gas - (words[pc] >>> 8);
            int room = sp - base;
            if ((left | room - (bounds & 0xffff) | STACK_LONGS - room - (bounds >>> 16)) < 0) {
                long all = left + aside;
                if ((all | room - (bounds & 0xffff) | STACK_LONGS - room - (bounds >>> 16)) < 0) {
                    return recheck(f, words[pc + 3], sp, gas + aside);
                }
                if (isCancelled()) {
                    return Status.of(Halt.CANCELLED);
                }
                left = Math.min(all, SLICE_GAS);
                aside = all - left;
            }
            gas = left;
            pc = words[pc + 2];
        }
    }

    /**
     * The same number (it is never negative where this is used), as a value of one instruction's own. Without it C2 takes what instructions have in common (the places
     * below the top, and much else) out of them, and computes all of it for each instruction before it knows which one runs.
     */
    private static int own(int number) {
        return Objects.checkIndex(number, Integer.MAX_VALUE);
    }

    /** Has a block that fails run again, each instruction checked, to find out at which and why. */
    private static int recheck(Frame f, int codeAt, int sp, long gas) {
        f.program = f.code.checkedProgram();
        f.isChecked = true;
        f.pc = f.program.entries()[codeAt];
        f.sp = sp;
        f.gas = gas;
        return Status.AGAIN;
    }

    private static int finish(Frame f, long gas) {
        f.gas = gas;
        f.outputLength = 0;
        f.halt = null;
        return Status.DONE;
    }

    /** The block that the word at {@code at} names, 0 if none. */
    private static int entry(int[] entries, long[] s, int at) {
        long target = Arithmetic.bounded(s, at);
        return target < entries.length ? entries[(int) target] : 0;
    }

    private static void loadWord(byte[] m, int from, long[] s, int at) {
        s[at + 3] = (long) BIG_ENDIAN.get(m, from);
        s[at + 2] = (long) BIG_ENDIAN.get(m, from + 8);
        s[at + 1] = (long) BIG_ENDIAN.get(m, from + 16);
        s[at] = (long) BIG_ENDIAN.get(m, from + 24);
    }

    private static void storeWord(byte[] m, int to, long[] s, int at) {
        BIG_ENDIAN.set(m, to, s[at + 3]);
        BIG_ENDIAN.set(m, to + 8, s[at + 2]);
        BIG_ENDIAN.set(m, to + 16, s[at + 1]);
        BIG_ENDIAN.set(m, to + 24, s[at]);
    }

    /** Replaces the top word, an offset, by the 32 bytes of input from there, zeros past the end. */
    private static void callDataWord(Frame f, long[] s, int sp) {
        int at = sp - 4;
        long offset = s[at];
        boolean outside = (s[at + 1] | s[at + 2] | s[at + 3]) != 0 || offset < 0 || offset >= f.inputLength;
        if (!outside && offset + 32 <= f.inputLength) {
            int from = f.inputOffset + (int) offset;
            s[at + 3] = (long) BIG_ENDIAN.get(f.input, from);
            s[at + 2] = (long) BIG_ENDIAN.get(f.input, from + 8);
            s[at + 1] = (long) BIG_ENDIAN.get(f.input, from + 16);
            s[at] = (long) BIG_ENDIAN.get(f.input, from + 24);
            return;
        }
        Arithmetic.set(s, at, 0);
        if (outside) {
            return;
        }
        int left = f.inputLength - (int) offset;
        for (int i = 0; i < left; i++) {
            s[at + 3 - (i >>> 3)] |= (f.input[f.inputOffset + (int) offset + i] & 0xffL) << (56 - 8 * (i & 7));
        }
    }
}
