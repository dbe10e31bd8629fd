package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.local.NetworkPlan;
import io.vigil.testnet.local.NewChain;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a home. */
@Command(
        name = "init",
        description =
                "Create a home: settings, keys and genesis. Without --genesis a new chain with this one validator."
                        + " Keys that lie there already are kept.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:  vigil init --home node0 --genesis genesis.json --p2p-peers ID@10.0.0.2:30303",
            "Settings that are given are written to vigil.toml. To found a chain of several validators see"
                    + " docs/operating.md."
        })
final class InitCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--genesis", paramLabel = "FILE", description = "the genesis.json of the chain to join")
    private @Nullable Path genesisFile;

    @Option(names = "--observer", description = "without a validator key; needs --genesis")
    private boolean observer;

    @Option(names = "--chain-id", paramLabel = "ID", description = "of a new chain (default: ${DEFAULT-VALUE})")
    private long chainId = NetworkPlan.DEFAULT_CHAIN_ID;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private InitCommand(Shell shell) {
        this.shell = shell;
    }

    static CommandLine create(Shell shell) {
        return SettingFlags.addTo(new CommandLine(new InitCommand(shell)));
    }

    @Override
    public Integer call() {
        if (observer && genesisFile == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--observer needs --genesis: a new chain needs a validator");
        }
        NodeHome target = home.home();
        Map<Setting<?>, String> settings =
                new LinkedHashMap<>(SettingFlags.of(spec.commandLine().getParseResult()));
        SecureRandom random = new SecureRandom();
        NewHome.requireNone(target);
        Path given = genesisFile;
        if (given == null) {
            NodeKeys keys = NodeKeys.openOrCreate(target, random);
            NewHome.create(
                    target,
                    settings,
                    NewChain.genesis(NewChain.Purpose.PRODUCTION, chainId, List.of(keys), Instant.now(), random));
        } else {
            Genesis genesis = NewHome.readGenesis(given);
            if (!observer) {
                tellWhetherMember(genesis, NodeKeys.openOrCreate(target, random));
            } else if (!Files.exists(target.nodeKeyFile())) {
                NodeKey.generate(random).writeTo(target.nodeKeyFile());
            }
            if (observer) {
                settings.put(Settings.KEYS_VALIDATES, "false");
            }
            NewHome.create(target, settings, genesis);
        }
        shell.say("created " + target.root());
        shell.say("start it with:  vigil node --home " + target.root());
        return ExitCode.OK.number();
    }

    private void tellWhetherMember(Genesis genesis, NodeKeys keys) {
        boolean member = genesis.validators().stream()
                .anyMatch(validator -> keys.validator()
                        .filter(key -> key.publicKey().equals(validator.blsKey()))
                        .isPresent());
        shell.say(
                member
                        ? "its validator is a member from the first block on"
                        : "its validator is no member of this genesis: it follows until it is admitted (vigil"
                                + " validators register)");
    }
}
