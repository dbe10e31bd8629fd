package io.vigil.vm.bench;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.interpreter.Interpreter;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.interpreter.Outcome;
import io.vigil.vm.interpreter.StepView;
import io.vigil.vm.precompile.Precompiles;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.CodeCache;
import io.vigil.vm.state.WorldState;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Measures one program under Cancun's rules. Every run begins on a fresh world; only prepared code is kept, as in a node.
 * Short programs are called many times by a small contract that copies its own input to them.
 */
public final class Benchmark {
    public static final Address CALLER = Address.ofInt(0x10_0000);
    public static final Address PROGRAM = Address.ofInt(0x20_0000);
    public static final Address HARNESS = Address.ofInt(0x30_0000);

    /** Given to every call. */
    public static final long GAS = 2_000_000_000L;

    /** The measured time is split so often; the best part counts, since whatever else a machine does only slows. */
    public static final int PARTS = 5;

    private static final Address NOBODY = Address.ofInt(0x40_0000);

    /** Calls up to the one whose allocation counts. */
    private static final int CALLS_BEFORE = 4;

    private static final Fork FORK = Fork.CANCUN;

    private final BenchmarkProgram program;
    private final CodeCache cache = new CodeCache(FORK);
    private final Precompiles precompiles = new Precompiles(FORK);
    private final Bytes harness;

    public Benchmark(BenchmarkProgram program) {
        this.program = program;
        this.harness = harness(program.repeats());
    }

    public BenchmarkProgram program() {
        return program;
    }

    /** What calls a short program many times; stands at {@link #HARNESS}. */
    public Bytes harness() {
        return harness;
    }

    /** Whom a measured call calls. */
    public Address target() {
        return program.repeats() > 1 ? HARNESS : PROGRAM;
    }

    /** What a measurement came to. */
    public record Result(String name, double mgasPerSecond, long gas, int runs) {}

    private static Bytes harness(int repeats) {
        return Bytes.concat(
                Bytes.fromHex("36600060003761"),
                Bytes.of(repeats >> 8, repeats),
                Bytes.fromHex("5b600060003660006000" + "73"),
                PROGRAM.bytes(),
                Bytes.fromHex("5af150600190038060095700"));
    }

    /** What differs from the program's known gas and output; empty if nothing does. */
    public Optional<String> check() {
        Outcome outcome = call(PROGRAM);
        long gas = GAS - outcome.gasLeft();
        if (!outcome.isSuccess() || !outcome.output().startsWith(program.outputHead())) {
            return Optional.of("output " + outcome.output() + ", expected " + program.outputHead());
        }
        return gas == program.gas() ? Optional.empty() : Optional.of("gas " + gas + ", expected " + program.gas());
    }

    /**
     * Runs for about {@code nanos} of CPU time after as long a warm-up, in five parts, and takes the best part.
     *
     * @param cpuNanos CPU time of this thread
     */
    public Result measure(LongSupplier cpuNanos, long nanos) {
        run(cpuNanos, nanos);
        Part best = run(cpuNanos, nanos / PARTS);
        int runs = best.runs;
        for (int part = 1; part < PARTS; part++) {
            Part next = run(cpuNanos, nanos / PARTS);
            runs += next.runs;
            best = next.rate() > best.rate() ? next : best;
        }
        return new Result(program.name(), best.rate(), best.gas, runs);
    }

    /** Some runs and the CPU time they took. */
    public record Part(long gas, long nanos, int runs) {
        /** Mgas per second. */
        public double rate() {
            return gas * 1e3 / nanos;
        }
    }

    /** Runs for about {@code nanos} of CPU time. */
    public Part run(LongSupplier cpuNanos, long nanos) {
        Address target = target();
        long start = cpuNanos.getAsLong();
        long gas = 0;
        int runs = 0;
        long used;
        do {
            gas += GAS - call(target).gasLeft();
            runs++;
            used = cpuNanos.getAsLong() - start;
        } while (used < nanos);
        return new Part(gas, used, runs);
    }

    /**
     * What one call allocates beyond a call of nothing, once accounts, slots and buffers are there as for later calls of a
     * block. The output is part of it.
     */
    public record Allocation(String name, long bytes, long instructions) {
        public double bytesPerInstruction() {
            return bytes / (double) instructions;
        }
    }

    /** @param allocatedBytes by this thread so far */
    public Allocation allocation(LongSupplier allocatedBytes) {
        WorldState world = world();
        Interpreter machine = machine(world);
        long bytes = 0;
        for (int i = 0; i < CALLS_BEFORE; i++) {
            bytes = allocated(machine, world, PROGRAM, allocatedBytes)
                    - allocated(machine, world, NOBODY, allocatedBytes);
        }
        Steps steps = new Steps();
        machine.observe(steps);
        call(machine, world, PROGRAM);
        return new Allocation(program.name(), bytes, steps.count);
    }

    private long allocated(Interpreter machine, WorldState world, Address target, LongSupplier allocatedBytes) {
        long before = allocatedBytes.getAsLong();
        call(machine, world, target);
        world.discard();
        return allocatedBytes.getAsLong() - before;
    }

    private static final class Steps implements Observer {
        private long count;

        @Override
        public void step(StepView view) {
            count++;
        }
    }

    private Outcome call(Address target) {
        WorldState world = world();
        return call(machine(world), world, target);
    }

    private Outcome call(Interpreter machine, WorldState world, Address target) {
        machine.begin(CALLER, UInt256.ONE, java.util.List.of());
        AccountEntry entry = world.account(target);
        world.warm(entry);
        return machine.call(world.account(CALLER), entry, UInt256.ZERO, program.input(), GAS);
    }

    private WorldState world() {
        return new WorldState(new Programs(), cache, 1, precompiles.last(), false);
    }

    private Interpreter machine(WorldState world) {
        return new Interpreter(
                FORK,
                environment(),
                UInt256.ONE,
                NativeContracts.NONE,
                precompiles,
                world,
                Interpreter.MEMORY_LIMIT_BYTES);
    }

    private static BlockEnvironment environment() {
        return new BlockEnvironment(
                1, 1, 1_000, GAS, UInt256.ONE, Hash.ZERO, Address.ZERO, Hash.ZERO, Hash.ZERO, 0, number -> Hash.ZERO);
    }

    private final class Programs implements StateReader {
        @Override
        public Optional<Account> account(Address address) {
            if (address.equals(PROGRAM)) {
                return Optional.of(new Account(1, UInt256.ZERO, Keccak.hash(program.code())));
            }
            if (address.equals(HARNESS)) {
                return Optional.of(new Account(1, UInt256.ZERO, Keccak.hash(harness)));
            }
            return Optional.empty();
        }

        @Override
        public UInt256 slot(Address address, UInt256 key) {
            return UInt256.ZERO;
        }

        @Override
        public Bytes code(Hash codeHash) {
            return codeHash.equals(Keccak.hash(harness)) ? harness : program.code();
        }
    }
}
