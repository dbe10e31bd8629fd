package io.vigil.testnet.crash;

import io.vigil.node.config.ExitCode;
import io.vigil.node.process.NodeProcess;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.testnet.local.SwitchedFaults;
import io.vigil.types.MalformedException;
import java.util.Arrays;

/** The process of a node that makes blocks although nothing waits for them. */
final class BusyNodeMain {
    private BusyNodeMain() {}

    public static void main(String[] args) throws InterruptedException, MalformedException {
        NodeArguments told = NodeArguments.parse(Arrays.asList(args));
        SwitchedFaults faults = new SwitchedFaults();
        faults.pretendWork(true);
        ExitCode code = new NodeProcess(told.home(), told.config(), faults, System.err).run(false, () -> {});
        System.exit(code.number());
    }
}
