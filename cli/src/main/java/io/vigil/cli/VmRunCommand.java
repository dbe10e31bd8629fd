package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Fork;
import io.vigil.vm.Halt;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.interpreter.Interpreter;
import io.vigil.vm.interpreter.Outcome;
import io.vigil.vm.precompile.Precompiles;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.CodeCache;
import io.vigil.vm.state.WorldState;
import io.vigil.vm.statetest.MemoryState;
import io.vigil.vm.trace.StructLog;
import io.vigil.vm.trace.StructLogs;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One call of some code in an empty world. */
@Command(
        name = "run",
        description = "Run code in an empty world and print the result, the gas used and the output.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The gas is the code's own: nothing for the transaction around it, and refunds are not taken off.",
            "",
            "Example:  vigil vm run --code 0x600260030160005260206000f3 --trace"
        })
final class VmRunCommand implements Callable<Integer> {
    private static final Address CALLER = Address.ofInt(0x10_0000);
    private static final Address TARGET = Address.ofInt(0x20_0000);

    private final Shell shell;

    @Option(names = "--code", paramLabel = "HEX", required = true, description = "the code to run")
    private String code = "";

    @Option(names = "--input", paramLabel = "HEX", description = "call data (default: none)")
    private String input = "";

    @Option(names = "--gas", paramLabel = "N", description = "gas for the call (default: ${DEFAULT-VALUE})")
    private long gas = 30_000_000;

    @Option(names = "--fork", paramLabel = "NAME", description = "whose rules (default: ${DEFAULT-VALUE})")
    private String fork = Fork.OSAKA.name();

    @Option(names = "--trace", description = "first print every step as a line of JSON")
    private boolean trace;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    VmRunCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (gas < 0) {
            throw wrong("--gas: must not be negative");
        }
        StructLogs steps = new StructLogs(StructLogs.Options.DEFAULT);
        Outcome outcome = run(rules(), hex("--code", code), hex("--input", input), steps);
        if (trace) {
            steps.logs().forEach(step -> shell.out().println(json(step)));
            if (steps.isTruncated()) {
                shell.note("the trace ends after " + StructLogs.LIMIT + " steps");
            }
        }
        print(outcome);
        return ExitCode.OK.number();
    }

    private Outcome run(Fork rules, Bytes program, Bytes data, StructLogs steps) {
        MemoryState state = MemoryState.EMPTY.with(
                List.of(new MemoryState.Entry(TARGET, 1, UInt256.ZERO, program, new TreeMap<>())));
        Precompiles precompiles = new Precompiles(rules);
        WorldState world = new WorldState(state, new CodeCache(rules), 1, precompiles.last(), precompiles.hasP256());
        Interpreter machine = new Interpreter(
                rules,
                environment(),
                UInt256.ONE,
                NativeContracts.NONE,
                precompiles,
                world,
                Interpreter.MEMORY_LIMIT_BYTES);
        if (trace) {
            machine.observe(steps);
        }
        machine.begin(CALLER, UInt256.ONE, List.of());
        AccountEntry target = world.account(TARGET);
        world.warm(target);
        return machine.call(world.account(CALLER), target, UInt256.ZERO, data, gas);
    }

    private BlockEnvironment environment() {
        return new BlockEnvironment(
                1, 1, 1, gas, UInt256.ONE, Hash.ZERO, Address.ZERO, Hash.ZERO, Hash.ZERO, 0, number -> Hash.ZERO);
    }

    private Fork rules() {
        return Fork.ALL.stream()
                .filter(known -> known.name().equalsIgnoreCase(fork))
                .findFirst()
                .orElseThrow(() -> wrong("--fork: no fork is called '" + fork + "'; there are "
                        + Fork.ALL.stream().map(Fork::name).collect(Collectors.joining(", "))));
    }

    private Bytes hex(String option, String text) {
        try {
            return Bytes.parseHex(text);
        } catch (MalformedException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }

    private void print(Outcome outcome) {
        String result = outcome.isSuccess() ? "success" : "failed";
        String halt = outcome.halt().map(Halt::text).orElse("");
        long used = gas - outcome.gasLeft();
        if (json) {
            shell.print(Shell.object()
                    .put("result", result)
                    .put("gas", used)
                    .put("output", outcome.output().toHex())
                    .put("halt", halt));
            return;
        }
        shell.say("result  " + result);
        shell.say("gas     " + used);
        shell.say("output  " + outcome.output().toHex());
        if (!halt.isEmpty()) {
            shell.say("halt    " + halt);
        }
    }

    /** In the form of geth's {@code structLogs}. */
    static ObjectNode json(StructLog step) {
        ObjectNode line = Shell.object()
                .put("pc", step.pc())
                .put("op", step.op())
                .put("gas", step.gas())
                .put("gasCost", step.gasCost())
                .put("depth", step.depth());
        ArrayNode stack = line.putArray("stack");
        step.stack().forEach(word -> stack.add(word.toQuantity()));
        if (!step.storage().isEmpty()) {
            ObjectNode storage = line.putObject("storage");
            step.storage().forEach((key, value) -> storage.put(key.toQuantity(), value.toQuantity()));
        }
        if (!step.error().isEmpty()) {
            line.put("error", step.error());
        }
        return line;
    }
}
