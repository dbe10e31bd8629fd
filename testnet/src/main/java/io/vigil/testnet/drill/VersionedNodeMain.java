package io.vigil.testnet.drill;

import io.vigil.node.config.ExitCode;
import io.vigil.node.process.NodeProcess;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.testnet.local.SwitchedFaults;
import io.vigil.types.MalformedException;
import java.util.Arrays;
import java.util.Map;

/** The process of a node of an older or a newer release: {@link #SPEAKS} says up to which protocol version it knows the rules. */
public final class VersionedNodeMain {
    /** A variable of the environment. */
    static final String SPEAKS = "DRILL_SPEAKS";

    private VersionedNodeMain() {}

    static Map<String, String> speaking(long version) {
        return Map.of(SPEAKS, Long.toString(version));
    }

    public static void main(String[] args) throws InterruptedException, MalformedException {
        NodeArguments told = NodeArguments.parse(Arrays.asList(args));
        long version = Long.parseLong(System.getenv().getOrDefault(SPEAKS, "1"));
        SwitchedFaults faults = new SwitchedFaults() {
            @Override
            public long speaks() {
                return version;
            }
        };
        ExitCode code = new NodeProcess(told.home(), told.config(), faults, System.err).run(false, () -> {});
        System.exit(code.number());
    }
}
