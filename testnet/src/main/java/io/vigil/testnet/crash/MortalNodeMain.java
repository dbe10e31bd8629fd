package io.vigil.testnet.crash;

import io.vigil.node.config.ExitCode;
import io.vigil.node.process.NodeProcess;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.types.MalformedException;
import java.util.Arrays;

/** The process of a node that dies where a file of its home says ({@link Death}). */
public final class MortalNodeMain {
    private MortalNodeMain() {}

    public static void main(String[] args) throws InterruptedException, MalformedException {
        NodeArguments told = NodeArguments.parse(Arrays.asList(args));
        MortalFaults faults = new MortalFaults(told.home().root(), told.home().chain());
        ExitCode code = new NodeProcess(told.home(), told.config(), faults, System.err).run(false, () -> {});
        System.exit(code.number());
    }
}
