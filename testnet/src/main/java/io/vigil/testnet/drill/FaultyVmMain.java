package io.vigil.testnet.drill;

import io.vigil.node.config.ExitCode;
import io.vigil.node.process.NodeProcess;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.types.MalformedException;
import java.util.Arrays;

/** The process of one node whose VM can be made to fail ({@link TransactionFaults}). */
public final class FaultyVmMain {
    private FaultyVmMain() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args).number());
    }

    private static ExitCode run(String[] args) throws InterruptedException {
        try {
            NodeArguments told = NodeArguments.parse(Arrays.asList(args));
            return new NodeProcess(told.home(), told.config(), new TransactionFaults(told.home()), System.err)
                    .run(false, () -> {});
        } catch (MalformedException e) {
            System.err.println("vigil: " + e.getMessage());
            return ExitCode.REFUSED;
        }
    }
}
