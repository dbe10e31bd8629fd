package io.vigil.testnet.drill;

import io.vigil.node.config.ExitCode;
import io.vigil.node.process.NodeProcess;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.SwitchedFaults;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The process of a node of an older or a newer release: {@link #SPEAKS} says up to which protocol version it knows the rules. */
public final class VersionedNodeMain {
    /** A variable of the environment. */
    static final String SPEAKS = "DRILL_SPEAKS";

    /** A variable of the environment: a file with a signed plan to start by. */
    static final String PLAN = "DRILL_PLAN";

    private VersionedNodeMain() {}

    static NodeLauncher launcher(long version) {
        return NodeLauncher.ofThisProcess(VersionedNodeMain.class).with(speaking(version));
    }

    static Map<String, String> plan(Path file) {
        return Map.of(PLAN, file.toAbsolutePath().toString());
    }

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
        List<Path> plans = Stream.ofNullable(System.getenv(PLAN)).map(Path::of).toList();
        ExitCode code = new NodeProcess(told.home(), told.config(), faults, plans, System.err).run(false, () -> {});
        System.exit(code.number());
    }
}
