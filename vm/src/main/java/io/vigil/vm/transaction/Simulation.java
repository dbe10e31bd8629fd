package io.vigil.vm.transaction;

import io.vigil.types.UInt256;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.interpreter.Interpreter;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.precompile.Precompiles;
import io.vigil.vm.state.AccessSets;
import io.vigil.vm.state.WorldState;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Questions on one state that change nothing: every call begins on the same state. The sender's nonce and code are not
 * asked for, gas beyond the block's limit is allowed, and a message without a price runs as if there were no base fee, as
 * in geth. Not thread-safe.
 */
public final class Simulation {
    private final Fork fork;
    private final BlockEnvironment block;
    private final UInt256 blobBaseFee;
    private final WorldState world;
    private final NativeContracts natives;
    private final Precompiles precompiles;
    private final int memoryLimitBytes;
    private Observer observer = Observer.NONE;
    private BooleanSupplier cancelled = () -> false;

    Simulation(
            Fork fork,
            BlockEnvironment block,
            UInt256 blobBaseFee,
            WorldState world,
            NativeContracts natives,
            Precompiles precompiles,
            int memoryLimitBytes) {
        this.fork = fork;
        this.block = block;
        this.blobBaseFee = blobBaseFee;
        this.world = world;
        this.natives = natives;
        this.precompiles = precompiles;
        this.memoryLimitBytes = memoryLimitBytes;
    }

    /** Has {@code other} told of every later call. */
    public void observe(Observer other) {
        observer = other;
    }

    /** Asked at every call inside and every million gas within one; once it says yes, the answer is {@link io.vigil.vm.Halt#CANCELLED}. */
    public void cancelWhen(BooleanSupplier question) {
        cancelled = question;
    }

    public SimulationOutcome call(Message message) {
        boolean isFree = message.maxFeePerGas().isZero();
        BlockEnvironment environment = isFree ? block.withBaseFee(UInt256.ZERO) : block;
        Interpreter machine =
                new Interpreter(fork, environment, blobBaseFee, natives, precompiles, world, memoryLimitBytes);
        machine.observe(observer);
        machine.cancelWhen(cancelled);
        TransactionProcessor processor = new TransactionProcessor(
                fork,
                environment,
                blobBaseFee,
                world,
                machine,
                new Sponsorship(environment, natives, precompiles, world));
        Optional<Rejection> refusal = refusal(message, environment);
        if (refusal.isPresent()) {
            return new SimulationOutcome.Refused(refusal.get());
        }
        TransactionProcessor.Executed executed = processor.execute(message);
        AccessSets access = world.accessSets();
        world.discard();
        return new SimulationOutcome.Executed(
                executed.gasUsed(), executed.output(), executed.halt(), executed.logs(), access);
    }

    private Optional<Rejection> refusal(Message message, BlockEnvironment environment) {
        UInt256 balance = world.account(message.sender()).balance();
        return Admission.ofSimulation(message, fork)
                .or(() -> Admission.ofBaseFee(message, environment.baseFee()))
                .or(() -> Admission.ofFunds(message, balance));
    }

    /**
     * The least gas limit with which the message succeeds, to within 1.5 % as geth's; or the outcome with {@code cap} if
     * that fails.
     *
     * @param message its gas limit is not read
     * @param cap the most gas to try
     */
    public GasEstimate estimate(Message message, long cap) {
        SimulationOutcome most = call(message.withGasLimit(cap));
        if (!(most instanceof SimulationOutcome.Executed executed) || !executed.isSuccess()) {
            return new GasEstimate.Failed(most);
        }
        long low = executed.gasUsed() - 1;
        long high = cap;
        // Most messages need what they used, a 64th more for what calls hold back, and the stipend.
        long guess = (executed.gasUsed() + 2_300) * 64 / 63;
        if (guess < high && succeeds(message, guess)) {
            high = guess;
        }
        while (low + 1 < high && (high - low) * 200 > 3 * high) {
            long middle = low + (high - low) / 2;
            if (succeeds(message, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return new GasEstimate.Enough(high);
    }

    private boolean succeeds(Message message, long gas) {
        return call(message.withGasLimit(gas)) instanceof SimulationOutcome.Executed executed && executed.isSuccess();
    }
}
