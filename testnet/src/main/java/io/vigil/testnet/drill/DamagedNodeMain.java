package io.vigil.testnet.drill;

import io.vigil.node.chain.SystemPart;
import io.vigil.node.config.ExitCode;
import io.vigil.node.process.NodeProcess;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.testnet.local.SwitchedFaults;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.Genesis;
import java.util.Arrays;
import java.util.List;

/** The process of a node whose chain's registry is damaged epoch by epoch ({@link DamagedRegistry}). */
public final class DamagedNodeMain {
    private DamagedNodeMain() {}

    public static void main(String[] args) throws InterruptedException, MalformedException {
        NodeArguments told = NodeArguments.parse(Arrays.asList(args));
        SwitchedFaults faults = new SwitchedFaults() {
            @Override
            public List<SystemPart> parts(Genesis genesis) {
                return List.of(new DamagedRegistry(genesis));
            }
        };
        ExitCode code = new NodeProcess(told.home(), told.config(), faults, System.err).run(false, () -> {});
        System.exit(code.number());
    }
}
