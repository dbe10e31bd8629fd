package io.vigil.vm.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.interpreter.CallKind;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.statetest.MemoryState;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.TransactionOutcome;
import io.vigil.vm.transaction.World;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final Address CALLEE = Address.ofInt(0xcccc02);

    private final BlockProcessor processor = new BlockProcessor(Fork.OSAKA, NativeContracts.NONE);

    /** The world in which CONTRACT calls CALLEE with 1000 gas, and CALLEE stores 5 at 1. */
    private TransactionOutcome run(String callee, long innerGas, Observer observer) {
        MemoryState state = new World()
                .withContract("6000600060006000600062cccc0261" + String.format("%04x", innerGas) + "f100")
                .with(CALLEE, 1, UInt256.ZERO, callee)
                .state();
        BlockExecution execution = processor.begin(World.block(), state);
        execution.observe(observer);
        return execution.execute(World.call(0, World.CONTRACT, "", 100_000));
    }

    @Test
    void stepsHaveTheirPricesAndStorage() {
        StructLogs steps = new StructLogs(StructLogs.Options.DEFAULT);
        run("60056001555b00", 30_000, steps);
        List<StructLog> logs = steps.logs();
        assertThat(logs)
                .extracting(StructLog::op)
                .containsExactly(
                        "PUSH1",
                        "PUSH1",
                        "PUSH1",
                        "PUSH1",
                        "PUSH1",
                        "PUSH3",
                        "PUSH2",
                        "CALL",
                        "PUSH1",
                        "PUSH1",
                        "SSTORE",
                        "JUMPDEST",
                        "STOP",
                        "STOP");
        assertThat(logs.get(7).gasCost()).isEqualTo(2_600 + 30_000);
        assertThat(logs.get(10).gasCost()).isEqualTo(22_100);
        assertThat(logs.get(10).depth()).isEqualTo(2);
        assertThat(logs.get(10).storage()).containsEntry(UInt256.ONE, UInt256.of(5));
        assertThat(logs.get(11).gasCost()).isEqualTo(1);
        assertThat(logs.get(7).stack()).hasSize(7);
        assertThat(logs.get(13).stack()).containsExactly(UInt256.ONE);
    }

    @Test
    void aFaultIsShownWhereItHappens() {
        StructLogs steps = new StructLogs(StructLogs.Options.DEFAULT);
        run("6005600155", 3_000, steps);
        assertThat(steps.logs().get(10).error()).isEqualTo("out of gas");
    }

    @Test
    void callsFormATree() {
        CallTrace calls = new CallTrace();
        run("60006000fd", 5_000, calls);
        CallFrame root = calls.root().orElseThrow();
        assertThat(root.type()).isEqualTo(CallKind.CALL);
        assertThat(root.to()).isEqualTo(World.CONTRACT);
        assertThat(root.error()).isEmpty();
        assertThat(root.calls()).singleElement().satisfies(inner -> {
            assertThat(inner.from()).isEqualTo(World.CONTRACT);
            assertThat(inner.to()).isEqualTo(CALLEE);
            assertThat(inner.gas()).isEqualTo(5_000);
            assertThat(inner.gasUsed()).isEqualTo(6);
            assertThat(inner.error()).isEqualTo("execution reverted");
        });
    }

    @Test
    void observingChangesNothing() {
        TransactionOutcome alone = run("60056001555b00", 30_000, Observer.NONE);
        assertThat(run("60056001555b00", 30_000, new CallTrace())).isEqualTo(alone);
    }

    @Test
    void aRevertReasonIsRead() {
        Bytes output = Bytes.concat(
                Bytes.fromHex("08c379a0"),
                UInt256.of(32).toBytes32(),
                UInt256.of(2).toBytes32(),
                Bytes.fromHex("6869" + "00".repeat(30)));
        assertThat(CallFrame.reason(output)).contains("hi");
        assertThat(CallFrame.reason(output.slice(0, 68))).isEmpty();
    }
}
