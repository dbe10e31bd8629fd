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
import io.vigil.vm.state.Instructions;
import io.vigil.vm.state.WorldState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private static final int KEPT_MEMORY_BYTES = 1 << 22;

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

    long[] stack = new long[8 * 1024];
    byte[] memory = new byte[1 << 16];
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

    /** Asked whenever a call begins, and inside calls that are observed; once it says yes, the whole execution ends with {@link Halt#CANCELLED}. */
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
            memory = new byte[1 << 16];
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
            caller.pc++;
            frame = caller;
        }
    }

    /** Settles a frame that has ended: a fault takes all gas, a fault or revert undoes all changes. */
    private void leave(Frame frame, int status) {
        Halt halt = status == Status.DONE ? frame.halt : Status.halt(status);
        if (observed) {
            StepView view = new StepView(this, frame, frame.plain[frame.pc] & 0xff);
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

    /** Runs {@code f} until it ends or calls. */
    private int run(Frame f) {
        final byte[] program = f.program;
        final long[] destinations = f.code.destinations();
        final long[] s = stack;
        final int base = f.stackBase;
        final int limit = base + STACK_LONGS;
        final int memoryBase = f.memoryBase;
        int memorySize = f.memorySize;
        byte[] m = memory;
        int pc = f.pc;
        int sp = f.sp;
        long gas = f.gas;
        int op = program[pc] & 0xff;
        while (true) {
            switch (op) {
                case 0x00 -> {
                    return finish(f, pc, sp, gas);
                }
                // ADD
                case 0x01 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    addTo(s, sp - 8, s[sp - 1], s[sp - 2], s[sp - 3], s[sp - 4]);
                    sp -= 4;
                }
                // MUL
                case 0x02 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    Arithmetic.multiply(s, sp);
                    sp -= 4;
                }
                // SUB
                case 0x03 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    long a0 = s[sp - 4];
                    long b0 = s[sp - 8];
                    long a1 = s[sp - 3];
                    long b1 = s[sp - 7];
                    long a2 = s[sp - 2];
                    long b2 = s[sp - 6];
                    long borrow = Long.compareUnsigned(a0, b0) < 0 ? 1 : 0;
                    s[sp - 8] = a0 - b0;
                    long d1 = a1 - b1;
                    long next = Long.compareUnsigned(a1, b1) < 0 || Long.compareUnsigned(d1, borrow) < 0 ? 1 : 0;
                    s[sp - 7] = d1 - borrow;
                    long d2 = a2 - b2;
                    borrow = Long.compareUnsigned(a2, b2) < 0 || Long.compareUnsigned(d2, next) < 0 ? 1 : 0;
                    s[sp - 6] = d2 - next;
                    s[sp - 5] = s[sp - 1] - s[sp - 5] - borrow;
                    sp -= 4;
                }
                // DIV
                case 0x04 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    division.divide(s, sp);
                    sp -= 4;
                }
                // SDIV
                case 0x05 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    division.divideSigned(s, sp);
                    sp -= 4;
                }
                // MOD
                case 0x06 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    division.remainder(s, sp);
                    sp -= 4;
                }
                // SMOD
                case 0x07 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    division.remainderSigned(s, sp);
                    sp -= 4;
                }
                // ADDMOD
                case 0x08 -> {
                    if (sp - 12 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.MID;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    division.addModulo(s, sp);
                    sp -= 8;
                }
                // MULMOD
                case 0x09 -> {
                    if (sp - 12 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.MID;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    division.multiplyModulo(s, sp);
                    sp -= 8;
                }
                // SIGNEXTEND
                case 0x0b -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    Arithmetic.signExtend(s, sp);
                    sp -= 4;
                }
                // LT
                case 0x10 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 8] = Arithmetic.less(s, sp) ? 1 : 0;
                    s[sp - 7] = 0;
                    s[sp - 6] = 0;
                    s[sp - 5] = 0;
                    sp -= 4;
                }
                // GT
                case 0x11 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 8] = Arithmetic.greater(s, sp) ? 1 : 0;
                    s[sp - 7] = 0;
                    s[sp - 6] = 0;
                    s[sp - 5] = 0;
                    sp -= 4;
                }
                // SLT
                case 0x12 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 8] = Arithmetic.lessSigned(s, sp) ? 1 : 0;
                    s[sp - 7] = 0;
                    s[sp - 6] = 0;
                    s[sp - 5] = 0;
                    sp -= 4;
                }
                // SGT
                case 0x13 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 8] = Arithmetic.greaterSigned(s, sp) ? 1 : 0;
                    s[sp - 7] = 0;
                    s[sp - 6] = 0;
                    s[sp - 5] = 0;
                    sp -= 4;
                }
                // EQ
                case 0x14 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    long differing = (s[sp - 4] ^ s[sp - 8])
                            | (s[sp - 3] ^ s[sp - 7])
                            | (s[sp - 2] ^ s[sp - 6])
                            | (s[sp - 1] ^ s[sp - 5]);
                    s[sp - 8] = differing == 0 ? 1 : 0;
                    s[sp - 7] = 0;
                    s[sp - 6] = 0;
                    s[sp - 5] = 0;
                    sp -= 4;
                }
                // ISZERO
                case 0x15 -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 4] = (s[sp - 4] | s[sp - 3] | s[sp - 2] | s[sp - 1]) == 0 ? 1 : 0;
                    s[sp - 3] = 0;
                    s[sp - 2] = 0;
                    s[sp - 1] = 0;
                }
                // AND
                case 0x16 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 8] &= s[sp - 4];
                    s[sp - 7] &= s[sp - 3];
                    s[sp - 6] &= s[sp - 2];
                    s[sp - 5] &= s[sp - 1];
                    sp -= 4;
                }
                // OR
                case 0x17 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 8] |= s[sp - 4];
                    s[sp - 7] |= s[sp - 3];
                    s[sp - 6] |= s[sp - 2];
                    s[sp - 5] |= s[sp - 1];
                    sp -= 4;
                }
                // XOR
                case 0x18 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 8] ^= s[sp - 4];
                    s[sp - 7] ^= s[sp - 3];
                    s[sp - 6] ^= s[sp - 2];
                    s[sp - 5] ^= s[sp - 1];
                    sp -= 4;
                }
                // NOT
                case 0x19 -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 4] = ~s[sp - 4];
                    s[sp - 3] = ~s[sp - 3];
                    s[sp - 2] = ~s[sp - 2];
                    s[sp - 1] = ~s[sp - 1];
                }
                // BYTE
                case 0x1a -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    Arithmetic.byteAt(s, sp);
                    sp -= 4;
                }
                // SHL
                case 0x1b -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    Arithmetic.shiftLeft(s, sp);
                    sp -= 4;
                }
                // SHR
                case 0x1c -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    Arithmetic.shiftRight(s, sp);
                    sp -= 4;
                }
                // SAR
                case 0x1d -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    Arithmetic.shiftRightSigned(s, sp);
                    sp -= 4;
                }
                // CALLDATALOAD
                case 0x35 -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    callDataWord(f, s, sp - 4);
                }
                // POP
                case 0x50 -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.BASE;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    sp -= 4;
                }
                // MLOAD
                case 0x51 -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    long offset = s[sp - 4];
                    if ((s[sp - 3] | s[sp - 2] | s[sp - 1] | offset >>> 31) != 0) {
                        return Status.OUT_OF_GAS;
                    }
                    if (offset + 32 > memorySize) {
                        gas = expand(f, offset + 32, gas);
                        if (gas < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        m = memory;
                        memorySize = f.memorySize;
                    }
                    int at = memoryBase + (int) offset;
                    s[sp - 1] = (long) BIG_ENDIAN.get(m, at);
                    s[sp - 2] = (long) BIG_ENDIAN.get(m, at + 8);
                    s[sp - 3] = (long) BIG_ENDIAN.get(m, at + 16);
                    s[sp - 4] = (long) BIG_ENDIAN.get(m, at + 24);
                }
                // MSTORE
                case 0x52 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    long offset = s[sp - 4];
                    if ((s[sp - 3] | s[sp - 2] | s[sp - 1] | offset >>> 31) != 0) {
                        return Status.OUT_OF_GAS;
                    }
                    if (offset + 32 > memorySize) {
                        gas = expand(f, offset + 32, gas);
                        if (gas < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        m = memory;
                        memorySize = f.memorySize;
                    }
                    int at = memoryBase + (int) offset;
                    BIG_ENDIAN.set(m, at, s[sp - 5]);
                    BIG_ENDIAN.set(m, at + 8, s[sp - 6]);
                    BIG_ENDIAN.set(m, at + 16, s[sp - 7]);
                    BIG_ENDIAN.set(m, at + 24, s[sp - 8]);
                    sp -= 8;
                }
                // MSTORE8
                case 0x53 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    long offset = s[sp - 4];
                    if ((s[sp - 3] | s[sp - 2] | s[sp - 1] | offset >>> 31) != 0) {
                        return Status.OUT_OF_GAS;
                    }
                    if (offset + 1 > memorySize) {
                        gas = expand(f, offset + 1, gas);
                        if (gas < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        m = memory;
                        memorySize = f.memorySize;
                    }
                    int at = memoryBase + (int) offset;
                    m[at] = (byte) s[sp - 8];
                    sp -= 8;
                }
                // JUMP; the JUMPDEST it lands on is paid for here
                case 0x56 -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.MID + GasSchedule.JUMPDEST;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    long target = s[sp - 4];
                    if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || !isDestination(destinations, target)) {
                        return Status.INVALID_JUMP;
                    }
                    pc = (int) target;
                    sp -= 4;
                }
                // JUMPI
                case 0x57 -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.HIGH;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    if ((s[sp - 8] | s[sp - 7] | s[sp - 6] | s[sp - 5]) != 0) {
                        long target = s[sp - 4];
                        if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || !isDestination(destinations, target)) {
                            return Status.INVALID_JUMP;
                        }
                        gas -= GasSchedule.JUMPDEST;
                        if (gas < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        pc = (int) target;
                    }
                    sp -= 8;
                }
                // PC
                case 0x58 -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.BASE;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp] = pc;
                    s[sp + 1] = 0;
                    s[sp + 2] = 0;
                    s[sp + 3] = 0;
                    sp += 4;
                }
                // MSIZE
                case 0x59 -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.BASE;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp] = memorySize;
                    s[sp + 1] = 0;
                    s[sp + 2] = 0;
                    s[sp + 3] = 0;
                    sp += 4;
                }
                // GAS
                case 0x5a -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.BASE;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp] = gas;
                    s[sp + 1] = 0;
                    s[sp + 2] = 0;
                    s[sp + 3] = 0;
                    sp += 4;
                }
                // JUMPDEST
                case 0x5b -> {
                    gas -= GasSchedule.JUMPDEST;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                }
                // PUSH0
                case 0x5f -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.BASE;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp] = 0;
                    s[sp + 1] = 0;
                    s[sp + 2] = 0;
                    s[sp + 3] = 0;
                    sp += 4;
                }
                // PUSH1
                case 0x60 -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp] = program[pc + 1] & 0xffL;
                    s[sp + 1] = 0;
                    s[sp + 2] = 0;
                    s[sp + 3] = 0;
                    sp += 4;
                    pc += 1;
                }
                // PUSH2
                case 0x61 -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp] = (program[pc + 1] & 0xffL) << 8 | program[pc + 2] & 0xffL;
                    s[sp + 1] = 0;
                    s[sp + 2] = 0;
                    s[sp + 3] = 0;
                    sp += 4;
                    pc += 2;
                }
                // PUSH3 to PUSH8
                case 0x62, 0x63, 0x64, 0x65, 0x66, 0x67 -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    int bytes = op - 0x5f;
                    s[sp] = (long) BIG_ENDIAN.get(program, pc + 1) >>> (64 - 8 * bytes);
                    s[sp + 1] = 0;
                    s[sp + 2] = 0;
                    s[sp + 3] = 0;
                    sp += 4;
                    pc += bytes;
                }
                // PUSH9 to PUSH31
                case 0x68,
                        0x69,
                        0x6a,
                        0x6b,
                        0x6c,
                        0x6d,
                        0x6e,
                        0x6f,
                        0x70,
                        0x71,
                        0x72,
                        0x73,
                        0x74,
                        0x75,
                        0x76,
                        0x77,
                        0x78,
                        0x79,
                        0x7a,
                        0x7b,
                        0x7c,
                        0x7d,
                        0x7e -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    int bytes = op - 0x5f;
                    pushLong(program, pc + 1, bytes, s, sp);
                    sp += 4;
                    pc += bytes;
                }
                // PUSH32
                case 0x7f -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp + 3] = (long) BIG_ENDIAN.get(program, pc + 1);
                    s[sp + 2] = (long) BIG_ENDIAN.get(program, pc + 9);
                    s[sp + 1] = (long) BIG_ENDIAN.get(program, pc + 17);
                    s[sp] = (long) BIG_ENDIAN.get(program, pc + 25);
                    sp += 4;
                    pc += 32;
                }
                // DUP1 to DUP16
                case 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    int from = sp - 4 * (op - 0x7f);
                    if (from < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    s[sp] = s[from];
                    s[sp + 1] = s[from + 1];
                    s[sp + 2] = s[from + 2];
                    s[sp + 3] = s[from + 3];
                    sp += 4;
                }
                // SWAP1 to SWAP16
                case 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f -> {
                    gas -= GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    int with = sp - 4 * (op - 0x8e);
                    if (with < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    long t0 = s[with];
                    long t1 = s[with + 1];
                    long t2 = s[with + 2];
                    long t3 = s[with + 3];
                    s[with] = s[sp - 4];
                    s[with + 1] = s[sp - 3];
                    s[with + 2] = s[sp - 2];
                    s[with + 3] = s[sp - 1];
                    s[sp - 4] = t0;
                    s[sp - 3] = t1;
                    s[sp - 2] = t2;
                    s[sp - 1] = t3;
                }
                case Instructions.PUSH_JUMP -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW + GasSchedule.MID + GasSchedule.JUMPDEST;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    pc = (program[pc + 1] & 0xff) << 8 | program[pc + 2] & 0xff;
                }
                case Instructions.PUSH_JUMPI -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW + GasSchedule.HIGH;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    if ((s[sp - 4] | s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0) {
                        gas -= GasSchedule.JUMPDEST;
                        if (gas < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        pc = (program[pc + 1] & 0xff) << 8 | program[pc + 2] & 0xff;
                    } else {
                        pc += 3;
                    }
                    sp -= 4;
                }
                case Instructions.ISZERO_PUSH_JUMPI -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= 2 * GasSchedule.VERY_LOW + GasSchedule.HIGH;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    if ((s[sp - 4] | s[sp - 3] | s[sp - 2] | s[sp - 1]) == 0) {
                        gas -= GasSchedule.JUMPDEST;
                        if (gas < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        pc = (program[pc + 2] & 0xff) << 8 | program[pc + 3] & 0xff;
                    } else {
                        pc += 4;
                    }
                    sp -= 4;
                }
                case Instructions.PUSH1_ADD -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= 2 * GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    addTo(s, sp - 4, 0, 0, 0, program[pc + 1] & 0xffL);
                    pc += 2;
                }
                case Instructions.PUSH1_SHL -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= 2 * GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    Arithmetic.shiftLeft(s, sp - 4, program[pc + 1] & 0xff);
                    pc += 2;
                }
                case Instructions.PUSH1_SHR -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= 2 * GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    Arithmetic.shiftRight(s, sp - 4, program[pc + 1] & 0xff, 0);
                    pc += 2;
                }
                case Instructions.PUSH1_MLOAD -> {
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= 2 * GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    int offset = program[pc + 1] & 0xff;
                    if (offset + 32 > memorySize) {
                        gas = expand(f, offset + 32, gas);
                        if (gas < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        m = memory;
                        memorySize = f.memorySize;
                    }
                    int at = memoryBase + offset;
                    s[sp + 3] = (long) BIG_ENDIAN.get(m, at);
                    s[sp + 2] = (long) BIG_ENDIAN.get(m, at + 8);
                    s[sp + 1] = (long) BIG_ENDIAN.get(m, at + 16);
                    s[sp] = (long) BIG_ENDIAN.get(m, at + 24);
                    sp += 4;
                    pc += 2;
                }
                case Instructions.PUSH1_MSTORE -> {
                    if (sp - 4 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    if (sp >= limit) {
                        return Status.STACK_OVERFLOW;
                    }
                    gas -= 2 * GasSchedule.VERY_LOW;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    int offset = program[pc + 1] & 0xff;
                    if (offset + 32 > memorySize) {
                        gas = expand(f, offset + 32, gas);
                        if (gas < 0) {
                            return Status.OUT_OF_GAS;
                        }
                        m = memory;
                        memorySize = f.memorySize;
                    }
                    int at = memoryBase + offset;
                    BIG_ENDIAN.set(m, at, s[sp - 1]);
                    BIG_ENDIAN.set(m, at + 8, s[sp - 2]);
                    BIG_ENDIAN.set(m, at + 16, s[sp - 3]);
                    BIG_ENDIAN.set(m, at + 24, s[sp - 4]);
                    sp -= 4;
                    pc += 2;
                }
                case Instructions.SWAP1_POP -> {
                    if (sp - 8 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW + GasSchedule.BASE;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 8] = s[sp - 4];
                    s[sp - 7] = s[sp - 3];
                    s[sp - 6] = s[sp - 2];
                    s[sp - 5] = s[sp - 1];
                    sp -= 4;
                    pc += 1;
                }
                case Instructions.SWAP2_POP -> {
                    if (sp - 12 < base) {
                        return Status.STACK_UNDERFLOW;
                    }
                    gas -= GasSchedule.VERY_LOW + GasSchedule.BASE;
                    if (gas < 0) {
                        return Status.OUT_OF_GAS;
                    }
                    s[sp - 12] = s[sp - 4];
                    s[sp - 11] = s[sp - 3];
                    s[sp - 10] = s[sp - 2];
                    s[sp - 9] = s[sp - 1];
                    sp -= 4;
                    pc += 1;
                }
                case Instructions.TRACE -> {
                    f.pc = pc;
                    f.sp = sp;
                    f.gas = gas;
                    op = cold.observe(f);
                    continue;
                }
                default -> {
                    f.pc = pc;
                    f.sp = sp;
                    f.gas = gas;
                    int status = cold.execute(op, f);
                    if (status != Status.CONTINUE) {
                        return status;
                    }
                    pc = f.pc;
                    sp = f.sp;
                    gas = f.gas;
                    m = memory;
                    memorySize = f.memorySize;
                }
            }
            pc++;
            op = program[pc] & 0xff;
        }
    }

    private static int finish(Frame f, int pc, int sp, long gas) {
        f.pc = pc;
        f.sp = sp;
        f.gas = gas;
        f.outputLength = 0;
        f.halt = null;
        return Status.DONE;
    }

    static boolean isDestination(long[] destinations, long target) {
        return (target >>> 6) < destinations.length && (destinations[(int) (target >>> 6)] & 1L << target) != 0;
    }

    /** Adds a word to the one at {@code at}. */
    private static void addTo(long[] s, int at, long b3, long b2, long b1, long b0) {
        long r0 = s[at] + b0;
        long carry = Long.compareUnsigned(r0, b0) < 0 ? 1 : 0;
        long t1 = s[at + 1] + b1;
        long r1 = t1 + carry;
        carry = (Long.compareUnsigned(t1, b1) < 0 ? 1 : 0) | (Long.compareUnsigned(r1, carry) < 0 ? 1 : 0);
        long t2 = s[at + 2] + b2;
        long r2 = t2 + carry;
        carry = (Long.compareUnsigned(t2, b2) < 0 ? 1 : 0) | (Long.compareUnsigned(r2, carry) < 0 ? 1 : 0);
        s[at] = r0;
        s[at + 1] = r1;
        s[at + 2] = r2;
        s[at + 3] += b3 + carry;
    }

    /** Writes 9 to 31 bytes of code as a word at {@code sp}. */
    private static void pushLong(byte[] program, int at, int bytes, long[] s, int sp) {
        int end = at + bytes;
        s[sp] = (long) BIG_ENDIAN.get(program, end - 8);
        if (bytes <= 16) {
            s[sp + 1] = (long) BIG_ENDIAN.get(program, at) >>> (128 - 8 * bytes);
            s[sp + 2] = 0;
            s[sp + 3] = 0;
            return;
        }
        s[sp + 1] = (long) BIG_ENDIAN.get(program, end - 16);
        if (bytes <= 24) {
            s[sp + 2] = (long) BIG_ENDIAN.get(program, at) >>> (192 - 8 * bytes);
            s[sp + 3] = 0;
            return;
        }
        s[sp + 2] = (long) BIG_ENDIAN.get(program, end - 24);
        s[sp + 3] = (long) BIG_ENDIAN.get(program, at) >>> (256 - 8 * bytes);
    }

    /** Replaces the word at {@code at}, an offset, by the 32 bytes of input from there, zeros past the end. */
    private static void callDataWord(Frame f, long[] s, int at) {
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
