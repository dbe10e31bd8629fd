package io.vigil.testnet.local;

import io.vigil.node.config.ExitCode;
import io.vigil.node.process.NodeProcess;
import io.vigil.types.MalformedException;
import java.util.Arrays;

/** The process of one node of a local network ({@link NodeArguments}). Its faults are switched at its admin port. */
public final class NodeMain {
    private NodeMain() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args).number());
    }

    private static ExitCode run(String[] args) throws InterruptedException {
        try {
            NodeArguments told = NodeArguments.parse(Arrays.asList(args));
            return new NodeProcess(told.home(), told.config(), new SwitchedFaults(), System.err).run(false, () -> {});
        } catch (MalformedException e) {
            System.err.println("vigil: " + e.getMessage());
            return ExitCode.REFUSED;
        }
    }
}
