package io.vigil.node;

import io.vigil.consensus.wire.Randao;
import io.vigil.node.chain.BlockReplay;
import io.vigil.node.chain.ChainRules;
import io.vigil.node.chain.HeaderRules;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.CallResult;
import io.vigil.node.rpc.CallSite;
import io.vigil.node.rpc.Calls;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.TransactionBody;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Halt;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.Message;
import io.vigil.vm.transaction.Rejection;
import io.vigil.vm.transaction.Simulation;
import io.vigil.vm.transaction.SimulationOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Runs the RPC port's questions on the VM. */
final class CallRunner implements Calls {
    private final Supplier<ChainRules> rules;
    private final BlockProcessor processor;
    private final InstantSource clock;
    private final LongSupplier monotonic;

    /** @param rules of the newest head's child */
    CallRunner(Supplier<ChainRules> rules, BlockProcessor processor, InstantSource clock, LongSupplier monotonic) {
        this.rules = rules;
        this.processor = processor;
        this.clock = clock;
        this.monotonic = monotonic;
    }

    /** The reveal of the next leader is not known, so its randao is guessed from no bytes. */
    @Override
    public Header next(Header head) {
        HeaderRules headers = rules.get().headers();
        return head.toBuilder()
                .parentHash(head.hash())
                .number(head.number() + 1)
                .timestamp(Math.max(head.timestamp(), clock.instant().getEpochSecond()))
                .gasLimit(headers.gasLimit())
                .gasUsed(0)
                .baseFeePerGas(headers.nextBaseFee(head))
                .mixHash(Randao.mix(head.mixHash(), Bytes.EMPTY))
                .build();
    }

    @Override
    public CallResult run(Address from, TransactionBody body, CallSite site) {
        return run(from, body, site, Observer.NONE, () -> false);
    }

    /** @see io.vigil.node.rpc.Traces#run */
    CallResult run(Address from, TransactionBody body, CallSite site, Observer observer, BooleanSupplier enough) {
        Simulation simulation = processor.simulate(environment(site), site.state());
        long deadline = monotonic.getAsLong() + site.timeLimit().toNanos();
        simulation.cancelWhen(() -> enough.getAsBoolean() || monotonic.getAsLong() - deadline > 0);
        simulation.observe(observer);
        return switch (simulation.call(message(from, body))) {
            case SimulationOutcome.Refused(Rejection rejection) ->
                new CallResult.Refused(rejection.message(), isGasTooLow(rejection.reason()));
            case SimulationOutcome.Executed executed -> result(executed);
        };
    }

    private static CallResult result(SimulationOutcome.Executed executed) {
        if (executed.halt().isEmpty()) {
            return ran(new CallResult.Ending.Returned(executed.output()), executed);
        }
        Halt halt = executed.halt().get();
        return switch (halt) {
            case CANCELLED -> new CallResult.OutOfTime();
            case REVERTED -> ran(new CallResult.Ending.Reverted(executed.output()), executed);
            default -> ran(new CallResult.Ending.Halted(halt.text()), executed);
        };
    }

    private static CallResult ran(CallResult.Ending ending, SimulationOutcome.Executed executed) {
        List<AccessListEntry> touched = new ArrayList<>();
        executed.access()
                .reads()
                .forEach((address, slots) -> touched.add(new AccessListEntry(
                        address,
                        slots.stream().map(slot -> new Hash(slot.toBytes32())).toList())));
        return new CallResult.Ran(ending, executed.gasUsed(), touched);
    }

    private static boolean isGasTooLow(Rejection.Reason reason) {
        return reason == Rejection.Reason.INTRINSIC_GAS || reason == Rejection.Reason.FLOOR_GAS;
    }

    private BlockEnvironment environment(CallSite site) {
        return BlockReplay.environment(rules.get().chainId(), site.environment(), number -> ancestor(site, number));
    }

    private static Hash ancestor(CallSite site, long number) {
        return site.chain()
                .header(new BlockId.OfNumber(number))
                .map(Header::hash)
                .orElse(Hash.ZERO);
    }

    private static Message message(Address from, TransactionBody body) {
        return new Message(
                body.type(),
                from,
                body.target(),
                body.value(),
                body.data(),
                body.nonce(),
                body.gasLimit(),
                body.maxFeePerGas(),
                body.maxPriorityFeePerGas(),
                body.accessList(),
                body.authorizations(),
                body.blobHashes(),
                body.maxFeePerBlobGas());
    }
}
