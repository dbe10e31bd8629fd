package io.vigil.node;

import io.vigil.consensus.wire.Randao;
import io.vigil.node.chain.ChainRules;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.CallResult;
import io.vigil.node.rpc.CallSite;
import io.vigil.node.rpc.Calls;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.ContractAddress;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Halt;
import io.vigil.vm.state.AccessSets;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.Message;
import io.vigil.vm.transaction.Rejection;
import io.vigil.vm.transaction.Simulation;
import io.vigil.vm.transaction.SimulationOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Runs the RPC port's questions on the VM. */
final class CallRunner implements Calls {
    /** P256VERIFY (EIP-7951) has the highest number of all precompiles. */
    private static final Address LAST_PRECOMPILE = Address.ofInt(0x100);

    private final ChainRules rules;
    private final BlockProcessor processor;
    private final InstantSource clock;
    private final LongSupplier monotonic;

    CallRunner(ChainRules rules, BlockProcessor processor, InstantSource clock, LongSupplier monotonic) {
        this.rules = rules;
        this.processor = processor;
        this.clock = clock;
        this.monotonic = monotonic;
    }

    /** The reveal of the next leader is not known, so its randao is guessed from no bytes. */
    @Override
    public Header next(Header head) {
        return head.toBuilder()
                .parentHash(head.hash())
                .number(head.number() + 1)
                .timestamp(Math.max(head.timestamp(), clock.instant().getEpochSecond()))
                .gasLimit(rules.headers().gasLimit())
                .gasUsed(0)
                .baseFeePerGas(rules.headers().nextBaseFee(head))
                .mixHash(Randao.mix(head.mixHash(), Bytes.EMPTY))
                .build();
    }

    @Override
    public CallResult run(Address from, TransactionBody body, CallSite site) {
        Simulation simulation = processor.simulate(environment(site), site.state());
        long deadline = monotonic.getAsLong() + site.timeLimit().toNanos();
        simulation.cancelWhen(() -> monotonic.getAsLong() - deadline > 0);
        return switch (simulation.call(message(from, body))) {
            case SimulationOutcome.Refused(Rejection rejection) ->
                new CallResult.Refused(rejection.message(), isGasTooLow(rejection.reason()));
            case SimulationOutcome.Executed executed -> result(executed, from, body, site);
        };
    }

    private static CallResult result(
            SimulationOutcome.Executed executed, Address from, TransactionBody body, CallSite site) {
        if (executed.halt().isEmpty()) {
            return ran(new CallResult.Ending.Returned(executed.output()), executed, from, body, site);
        }
        return switch (executed.halt().get()) {
            case CANCELLED -> new CallResult.OutOfTime();
            case REVERTED -> ran(new CallResult.Ending.Reverted(executed.output()), executed, from, body, site);
            default ->
                ran(
                        new CallResult.Ending.Halted(
                                executed.halt().map(Halt::text).orElseThrow()),
                        executed,
                        from,
                        body,
                        site);
        };
    }

    private static CallResult ran(
            CallResult.Ending ending,
            SimulationOutcome.Executed executed,
            Address from,
            TransactionBody body,
            CallSite site) {
        return new CallResult.Ran(ending, executed.gasUsed(), touched(executed.access(), from, body, site));
    }

    private static List<AccessListEntry> touched(AccessSets access, Address from, TransactionBody body, CallSite site) {
        Address target = switch (body.target()) {
            case Target.Call(Address to) -> to;
            case Target.Create ignored -> ContractAddress.create(from, body.nonce());
        };
        List<AccessListEntry> touched = new ArrayList<>();
        access.reads().forEach((address, slots) -> {
            boolean named = !address.equals(from)
                    && !address.equals(site.environment().beneficiary())
                    && address.compareTo(LAST_PRECOMPILE) > 0
                    && !(address.equals(target) && slots.isEmpty());
            if (named) {
                touched.add(new AccessListEntry(
                        address,
                        slots.stream().map(slot -> new Hash(slot.toBytes32())).toList()));
            }
        });
        return touched;
    }

    private static boolean isGasTooLow(Rejection.Reason reason) {
        return reason == Rejection.Reason.INTRINSIC_GAS || reason == Rejection.Reason.FLOOR_GAS;
    }

    private BlockEnvironment environment(CallSite site) {
        Header header = site.environment();
        return new BlockEnvironment(
                rules.chainId(),
                header.number(),
                header.timestamp(),
                header.gasLimit(),
                header.baseFeePerGas(),
                header.mixHash(),
                header.beneficiary(),
                header.parentBeaconBlockRoot(),
                header.parentHash(),
                header.excessBlobGas(),
                number -> ancestor(site, number));
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
