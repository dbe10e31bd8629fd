package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.SystemContracts;
import io.vigil.node.config.ExitCode;
import io.vigil.node.quarantine.Bundle;
import io.vigil.types.MalformedException;
import io.vigil.vm.Fork;
import io.vigil.vm.Halt;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.trace.StructLogs;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.TransactionOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs again, anywhere, what a node failed on. */
@Command(
        name = "replay",
        description = "Run again the transaction of a bundle that a node wrote when its VM failed, and trace it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A node writes bundles to HOME/data/quarantine. Exit code 0 if the VM gives a result, 1 if it fails again.",
            "",
            "Example:  vigil vm replay node0/data/quarantine/bundle-000000000042-0123456789abcdef.json --trace"
        })
final class VmReplayCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "FILE", description = "a bundle")
    private Path file = Path.of("bundle.json");

    @Option(names = "--trace", description = "print every instruction, one line of JSON each, as geth's structLogs")
    private boolean trace;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    VmReplayCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException, IOException {
        Bundle bundle = Bundle.parse(Files.readAllBytes(file));
        BlockProcessor processor = new BlockProcessor(Fork.OSAKA, SystemContracts.of(bundle));
        StructLogs steps = new StructLogs(StructLogs.Options.DEFAULT);
        ObjectNode result = Shell.object()
                .put("transaction", bundle.transaction().hash().toHex())
                .put("block", bundle.environment().number())
                .put("threw", bundle.reason());
        boolean isSound = true;
        try {
            describe(bundle.run(processor, trace ? steps : Observer.NONE), result);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) { // whatever the node caught, so that it can be looked at
            isSound = false;
            result.put("result", "threw again").put("exception", e.toString());
        }
        if (trace) {
            steps.logs().forEach(step -> shell.out().println(VmRunCommand.json(step)));
            if (steps.isTruncated()) {
                shell.note("the trace ends after " + StructLogs.LIMIT + " steps");
            }
        }
        if (json) {
            shell.print(result);
        } else {
            result.properties()
                    .forEach(fact -> shell.say(
                            "%-12s%s".formatted(fact.getKey(), fact.getValue().asText())));
        }
        return (isSound ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private static void describe(TransactionOutcome outcome, ObjectNode result) {
        switch (outcome) {
            case TransactionOutcome.Included included ->
                result.put("result", included.halt().isEmpty() ? "success" : "failed")
                        .put("gas", included.gasUsed())
                        .put("output", included.output().toHex())
                        .put("halt", included.halt().map(Halt::text).orElse(""));
            case TransactionOutcome.Refused(var rejection) ->
                result.put("result", "refused").put("reason", rejection.message());
        }
    }
}
