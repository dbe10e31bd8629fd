package io.vigil.vm.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.vm.Fork;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.Halt;
import io.vigil.vm.NativeContract;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.statetest.MemoryState;
import io.vigil.vm.transaction.Rejection.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockExecutionTest {
    private static final Address NATIVE = Address.ofInt(0x1009);
    private final BlockProcessor processor = new BlockProcessor(Fork.OSAKA, NativeContracts.NONE);

    @Test
    void transfersValueAndPaysTheLeaderTheTip() {
        BlockExecution execution = processor.begin(World.block(), new World().state());
        TransactionOutcome.Included included = included(
                execution.execute(World.message(0, new Target.Call(World.OTHER), UInt256.of(5), Bytes.EMPTY, 21_000)));

        MemoryState after = new World().state().with(execution.finish().changes());
        assertThat(included.gasUsed()).isEqualTo(21_000);
        assertThat(included.gasPrice()).isEqualTo(UInt256.of(8));
        assertThat(balance(after, World.OTHER)).isEqualTo(World.ETHER.add(UInt256.of(5)));
        assertThat(balance(after, World.SENDER)).isEqualTo(World.ETHER.subtract(UInt256.of(5 + 8 * 21_000)));
        assertThat(balance(after, World.LEADER)).isEqualTo(UInt256.of(21_000));
    }

    @Test
    void aRefusedTransactionLeavesNoTraceAndTheBlockGoesOn() {
        BlockExecution execution = processor.begin(World.block(), new World().state());
        assertThat(refused(execution.execute(World.call(7, World.OTHER, "", 21_000))))
                .isEqualTo(Reason.NONCE_TOO_HIGH);
        assertThat(execution.finish().changes().accounts()).isEmpty();
        included(execution.execute(World.call(0, World.OTHER, "", 21_000)));
        assertThat(refused(execution.execute(World.call(0, World.OTHER, "", 21_000))))
                .isEqualTo(Reason.NONCE_TOO_LOW);
        assertThat(execution.finish().receipts()).hasSize(1);
        assertThat(execution.gasLeft()).isEqualTo(30_000_000 - 21_000);
    }

    @Test
    void everyRefusalHasTheTextThatGethGives() {
        assertRefused(
                World.call(1, World.OTHER, "", 21_000), "nonce too high: address " + World.SENDER + ", tx: 1 state: 0");
        assertRefused(World.call(0, World.OTHER, "", 20_999), "intrinsic gas too low: have 20999, want 21000");
        assertRefused(
                World.call(0, World.OTHER, "ff".repeat(100), 22_700),
                "insufficient gas for floor data gas cost: have 22700, want 25000");
        assertRefused(
                World.call(0, World.OTHER, "", GasSchedule.MAX_TRANSACTION_GAS + 1),
                "transaction gas limit too high (cap: 16777216, tx: 16777217)");
        assertRefused(
                World.priced(
                        0, new Target.Call(World.OTHER), UInt256.ZERO, Bytes.EMPTY, 21_000, UInt256.of(6), UInt256.ONE),
                "max fee per gas less than block base fee: address " + World.SENDER + ", maxFeePerGas: 6, baseFee: 7");
        assertRefused(
                World.priced(
                        0,
                        new Target.Call(World.OTHER),
                        UInt256.ZERO,
                        Bytes.EMPTY,
                        21_000,
                        UInt256.of(8),
                        UInt256.of(9)),
                "max priority fee per gas higher than max fee per gas: address " + World.SENDER
                        + ", maxPriorityFeePerGas: 9, maxFeePerGas: 8");
        assertRefused(
                World.message(0, new Target.Call(World.OTHER), World.ETHER, Bytes.EMPTY, 21_000),
                "insufficient funds for gas * price + value: address " + World.SENDER
                        + " have 1000000000000000000 want 1000000000000210000");
        assertRefused(
                World.message(0, new Target.Create(), UInt256.ZERO, Bytes.wrap(new byte[49_153]), 1_000_000),
                "max initcode size exceeded: code size 49153, limit 49152");
    }

    private void assertRefused(Message message, String text) {
        BlockExecution execution = processor.begin(World.block(), new World().state());
        assertThat(execution.execute(message))
                .isInstanceOfSatisfying(
                        TransactionOutcome.Refused.class,
                        refused -> assertThat(refused.rejection().message()).isEqualTo(text));
    }

    @Test
    void aRevertKeepsItsDataAndUndoesItsWrites() {
        // SSTORE(0, 1); MSTORE(0, 0x2a); REVERT(31, 1)
        MemoryState state =
                new World().withContract("6001600055602a6000526001601ffd").state();
        BlockExecution execution = processor.begin(World.block(), state);
        TransactionOutcome.Included included = included(execution.execute(World.call(0, World.CONTRACT, "", 100_000)));

        assertThat(included.halt()).contains(Halt.REVERTED);
        assertThat(included.output()).isEqualTo(Bytes.of(0x2a));
        assertThat(included.receipt().isSuccess()).isFalse();
        assertThat(state.with(execution.finish().changes()).slots(World.CONTRACT))
                .isEmpty();
    }

    @Test
    void endlessRecursionEndsWithoutOverflowingTheThread() {
        // CALL(gas, address, 0, 0, 0, 0, 0)
        String recurse = "6000600060006000600030" + "5af1" + "00";
        MemoryState state = new World().withContract(recurse).state();
        TransactionOutcome.Included included = included(processor
                .begin(World.block(), state)
                .execute(World.call(0, World.CONTRACT, "", GasSchedule.MAX_TRANSACTION_GAS)));
        assertThat(included.halt()).isEmpty();
    }

    @Test
    void theProtocolWritesBeforeAndAfterTransactionsAndContractsSeeIt() {
        // SSTORE(1, SLOAD(0) + 1)
        MemoryState state = new World().withContract("60016000540160015500").state();
        BlockExecution execution = processor.begin(World.block(), state);
        SystemState system = execution.system();
        system.store(World.CONTRACT, UInt256.ZERO, UInt256.of(5));
        assertThat(system.burn(World.OTHER, World.ETHER.add(UInt256.ONE))).isFalse();
        assertThat(system.burn(World.OTHER, UInt256.of(3))).isTrue();
        assertThat(refused(execution.execute(World.call(7, World.OTHER, "", 21_000))))
                .isEqualTo(Reason.NONCE_TOO_HIGH);
        included(execution.execute(World.call(0, World.CONTRACT, "", 100_000)));
        assertThat(system.load(World.CONTRACT, UInt256.ONE)).isEqualTo(UInt256.of(6));
        system.store(World.CONTRACT, UInt256.ZERO, UInt256.ZERO);
        system.credit(Address.ofInt(0xabcd01), UInt256.of(9));

        MemoryState after = state.with(execution.finish().changes());
        assertThat(after.slots(World.CONTRACT)).containsOnlyKeys(UInt256.ONE);
        assertThat(balance(after, World.OTHER)).isEqualTo(World.ETHER.subtract(UInt256.of(3)));
        assertThat(balance(after, Address.ofInt(0xabcd01))).isEqualTo(UInt256.of(9));
    }

    @Test
    void aBlockInWhichTheProtocolWritesNothingHasNoChanges() {
        BlockExecution execution = processor.begin(World.block(), new World().state());
        SystemState system = execution.system();
        system.store(World.OTHER, UInt256.ONE, system.load(World.OTHER, UInt256.ONE));
        system.credit(World.OTHER, UInt256.ZERO);
        assertThat(execution.finish().changes().accounts()).isEmpty();
    }

    @Test
    void readsAndWritesComeOutAsSets() {
        // SSTORE(1, SLOAD(2))
        MemoryState state = new World().withContract("600254600155").state();
        BlockExecution execution = processor.begin(World.block(), state);
        execution.collectAccess();
        included(execution.execute(World.call(0, World.CONTRACT, "", 100_000)));
        assertThat(execution.lastAccess().reads().get(World.CONTRACT)).containsExactly(UInt256.ONE, UInt256.of(2));
        assertThat(execution.lastAccess().writes().keySet()).contains(World.SENDER, World.LEADER);
    }

    /** Stores its input's first word, or reverts if there is none; writes cost 30,000. */
    private static final class Cell implements NativeContract {
        @Override
        public long price(Bytes input) {
            return input.isEmpty() ? 100 : 30_000;
        }

        @Override
        public Answer run(Call call, Context context) {
            if (call.input().isEmpty()) {
                return new Answer.Reverted(Bytes.of(9));
            }
            context.store(UInt256.ZERO, UInt256.of(call.input().slice(0, 32)));
            context.log(List.of(Hash.ZERO), call.input());
            return new Answer.Returned(call.caller().bytes());
        }
    }

    @Test
    void aNativeContractWritesItsStorageAndObeysStaticModeAndReverts() {
        BlockProcessor withNative = new BlockProcessor(Fork.OSAKA, NativeContracts.of(Map.of(NATIVE, new Cell())));
        String word = "00".repeat(31) + "05";
        // calls NATIVE with its own input by the given instruction, stores the answer at slot 0
        String call = "366000600037" + "60006000366000600061100962030d40f1600055";
        String staticCall = "366000600037" + "6000600036600061100962030d40fa600055";
        MemoryState state = new World()
                .with(NATIVE, 1, UInt256.ZERO, "fe")
                .withContract(call)
                .with(Address.ofInt(0xcccc02), 1, UInt256.ZERO, staticCall)
                .state();
        BlockExecution execution = withNative.begin(World.block(), state);
        TransactionOutcome.Included direct = included(execution.execute(World.call(0, NATIVE, word, 100_000)));
        assertThat(direct.output()).isEqualTo(World.SENDER.bytes());
        assertThat(direct.receipt().logs()).hasSize(1);
        TransactionOutcome.Included reverted = included(execution.execute(World.call(1, NATIVE, "", 100_000)));
        assertThat(reverted.halt()).contains(Halt.REVERTED);
        assertThat(reverted.output()).isEqualTo(Bytes.of(9));
        TransactionOutcome.Included poor = included(execution.execute(World.call(2, NATIVE, word, 30_000)));
        assertThat(poor.halt()).contains(Halt.OUT_OF_GAS);
        String seven = "00".repeat(31) + "07";
        included(execution.execute(World.call(3, Address.ofInt(0xcccc02), seven, 400_000)));
        MemoryState after = state.with(execution.finish().changes());
        assertThat(after.slots(NATIVE)).containsEntry(UInt256.ZERO, UInt256.of(5));
        assertThat(after.slots(Address.ofInt(0xcccc02))).isEmpty();
        included(execution.execute(World.call(4, World.CONTRACT, seven, 400_000)));
        MemoryState end = state.with(execution.finish().changes());
        assertThat(end.slots(NATIVE)).containsEntry(UInt256.ZERO, UInt256.of(7));
        assertThat(end.slots(World.CONTRACT)).containsEntry(UInt256.ZERO, UInt256.ONE);
    }

    @Test
    void aQuestionChangesNothingAndTheEstimateSuffices() {
        MemoryState state = new World().withContract("600160005560006000f3").state();
        Simulation simulation = processor.simulate(World.block(), state);
        Message question =
                Message.question(World.SENDER, new Target.Call(World.CONTRACT), UInt256.ZERO, Bytes.EMPTY, 1_000_000);
        SimulationOutcome first = simulation.call(question);
        assertThat(simulation.call(question)).isEqualTo(first);
        assertThat(simulation.estimate(question, 1_000_000))
                .isInstanceOfSatisfying(GasEstimate.Enough.class, enough -> {
                    assertThat(enough.gas()).isBetween(43_106L, 44_000L);
                    BlockExecution execution = processor.begin(World.block(), state);
                    assertThat(included(execution.execute(World.call(0, World.CONTRACT, "", enough.gas())))
                                    .halt())
                            .isEmpty();
                });
    }

    @Test
    void aQuestionThatIsCancelledSaysSo() {
        MemoryState state = new World().withContract("00").state();
        Simulation simulation = processor.simulate(World.block(), state);
        simulation.cancelWhen(() -> true);
        SimulationOutcome outcome = simulation.call(
                Message.question(World.SENDER, new Target.Call(World.CONTRACT), UInt256.ZERO, Bytes.EMPTY, 1_000_000));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SimulationOutcome.Executed.class,
                        executed -> assertThat(executed.halt()).contains(Halt.CANCELLED));
    }

    /** As a caller may put it in place of a contract's; a jump over bytes that are no instruction, one into a constant. */
    @Test
    void codeOfTwoMillionBytesRunsAsAnyOther() {
        String zeros = "00".repeat(2 << 20);
        for (String head : List.of("600456fe5b", "600456605b")) {
            Simulation simulation = processor.simulate(
                    World.block(), new World().withContract(head + zeros).state());
            SimulationOutcome outcome = simulation.call(Message.question(
                    World.SENDER, new Target.Call(World.CONTRACT), UInt256.ZERO, Bytes.EMPTY, 100_000));
            Optional<Halt> expected = head.contains("fe") ? Optional.empty() : Optional.of(Halt.INVALID_JUMP);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            SimulationOutcome.Executed.class,
                            executed -> assertThat(executed.halt()).isEqualTo(expected));
        }
    }

    /** A loop of jumps, one that reads a slot, and one that asks how much gas is left. */
    @Test
    void aLoopWithoutEndIsCancelledWithinAMillionGas() {
        for (String loop : List.of("5b600056", "5b60005450600056", "5b5a50600056")) {
            Simulation simulation = processor.simulate(
                    World.block(), new World().withContract(loop).state());
            AtomicInteger asked = new AtomicInteger();
            simulation.cancelWhen(() -> asked.incrementAndGet() > 3);
            SimulationOutcome outcome = simulation.call(Message.question(
                    World.SENDER, new Target.Call(World.CONTRACT), UInt256.ZERO, Bytes.EMPTY, 16_000_000));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            SimulationOutcome.Executed.class,
                            executed -> assertThat(executed.halt()).contains(Halt.CANCELLED));
            assertThat(asked).hasValue(4);
        }
    }

    private static UInt256 balance(MemoryState state, Address address) {
        return state.account(address).orElseThrow().balance();
    }

    private static TransactionOutcome.Included included(TransactionOutcome outcome) {
        return switch (outcome) {
            case TransactionOutcome.Included included -> included;
            case TransactionOutcome.Refused(var rejection) -> throw new AssertionError(rejection.message());
        };
    }

    private static Reason refused(TransactionOutcome outcome) {
        return switch (outcome) {
            case TransactionOutcome.Included included -> throw new AssertionError("included: " + included);
            case TransactionOutcome.Refused(var rejection) -> rejection.reason();
        };
    }
}
