package io.vigil.testnet.local;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.process.NodeProcess;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The process of one node of a local network: {@code --home DIR} and flags of settings, each with its value. Its faults are
 * switched at its admin port.
 */
public final class NodeMain {
    private NodeMain() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args).number());
    }

    private static ExitCode run(String[] args) throws InterruptedException {
        try {
            NodeHome home = new NodeHome(Path.of(args[1]));
            var config = Settings.tree(home, ConfigSources.resolve(home, System.getenv(), flags(args)));
            return new NodeProcess(home, config, new SwitchedFaults(), System.err).run(false, () -> {});
        } catch (MalformedException e) {
            System.err.println("vigil: " + e.getMessage());
            return ExitCode.REFUSED;
        }
    }

    /** The words behind {@code --home DIR}; {@link NewNetwork#flags} wrote them. */
    private static Map<Setting<?>, String> flags(String[] args) {
        Map<Setting<?>, String> flags = new LinkedHashMap<>();
        for (int i = 2; i + 1 < args.length; i += 2) {
            String flag = args[i];
            Setting<?> setting = Settings.all().stream()
                    .filter(candidate -> candidate.flag().equals(flag))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no setting has the flag " + flag));
            flags.put(setting, args[i + 1]);
        }
        return flags;
    }
}
