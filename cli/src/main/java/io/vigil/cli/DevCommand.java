package io.vigil.cli;

import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.process.NodeProcess;
import io.vigil.testnet.local.DevHome;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One validator for development. */
@Command(
        name = "dev",
        description = "Run one validator for development: funded accounts, a block as soon as there is a transaction.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil dev --port 8545 --fresh"})
final class DevCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--port", description = "JSON-RPC, HTTP and WebSocket (default: ${DEFAULT-VALUE})")
    private int port = 8_545;

    @Option(names = "--chain-id", paramLabel = "ID", description = "of a new chain (default: 20200309)")
    private @Nullable Long chainId;

    @Option(names = "--dir", description = "where the chain is kept (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("vigil-dev");

    @Option(names = "--fresh", description = "begin a new chain; the signer's record of the old one stays")
    private boolean fresh;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private DevCommand(Shell shell) {
        this.shell = shell;
    }

    static CommandLine create(Shell shell) {
        return SettingFlags.addTo(new CommandLine(new DevCommand(shell)));
    }

    @Override
    public Integer call() throws MalformedException, InterruptedException {
        if (port < 1 || port > 65_535) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--port: " + port + " is no port");
        }
        DevHome dev = new DevHome(folder);
        Long wished = chainId;
        Genesis genesis = dev.prepare(wished == null ? OptionalLong.empty() : OptionalLong.of(wished), fresh);
        Map<Setting<?>, String> flags = new LinkedHashMap<>(DevHome.flags(port));
        flags.putAll(SettingFlags.of(spec.commandLine().getParseResult()));
        NodeConfig config = Settings.tree(dev.home(), ConfigSources.resolve(dev.home(), shell.environment(), flags));
        return new NodeProcess(dev.home(), config, System.err)
                .run(true, () -> announce(dev.home(), genesis, config))
                .number();
    }

    private void announce(NodeHome home, Genesis genesis, NodeConfig config) {
        Accounts.print(shell);
        shell.say("JSON-RPC   http://" + config.rpc().listen() + "  ws://"
                + config.rpc().listen());
        shell.say("chain id   " + genesis.chainId());
        shell.say("dashboard  " + AdminToken.read(home).dashboard(config.admin().port()));
        shell.say("kept in    " + folder.toAbsolutePath().normalize() + "  (Ctrl-C stops; --fresh begins anew)");
    }
}
