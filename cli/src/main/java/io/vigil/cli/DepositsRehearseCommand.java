package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.process.LogSetup;
import io.vigil.testnet.peer.Anvil;
import io.vigil.testnet.rehearsal.DepositRehearsal;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Follows a deposit contract on anvil through counts, forks and faults. */
@Command(
        name = "rehearse",
        description =
                "Follow a deposit contract on anvil, a real EVM: roots at 0 to 1,000 deposits, after forks of 1 to 8"
                        + " blocks, and through a proxy with every fault that eth1 nodes are known for.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "anvil is the one that VIGIL_ANVIL names or that is on the path; else npm installs it. Takes about two"
                    + " minutes.",
            "Exit code 0 only if no root and no vote was ever wrong and one poll was enough after each fault.",
            "",
            "Example:  vigil deposits rehearse --contract-code deposit_contract.bin --json"
        })
final class DepositsRehearseCommand implements Callable<Integer> {
    private static final long MAX_CODE_BYTES = 1 << 20;

    private final Shell shell;

    @Option(
            names = "--contract-code",
            paramLabel = "FILE",
            description = "creation code in hex of another contract, such as Ethereum's own (default: ours)")
    private @Nullable Path code;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DepositsRehearseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, MalformedException {
        Bytes creationCode = creationCode();
        Path folder = Files.createTempDirectory("vigil-rehearsal");
        try {
            NodeHome log = new NodeHome(folder.resolve("log"));
            NodeConfig.Log settings = Settings.tree(log, ConfigSources.resolve(log, Map.of(), Map.of()))
                    .log();
            new LogSetup(log, settings).apply(false); // the nodes' lines are not this command's answer
            Path anvil = Anvil.findOrInstall(
                    shell.environment(), Path.of(System.getProperty("user.home"), ".cache", "vigil", "anvil"));
            DepositRehearsal.Result result =
                    DepositRehearsal.run(anvil, folder, creationCode, DepositRehearsal.Plan.whole(), shell::note);
            say(result);
            return (result.held() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private Bytes creationCode() throws IOException {
        Path file = code;
        if (file == null) {
            return DepositContract.ours().creationCode();
        }
        if (Files.size(file) > MAX_CODE_BYTES) {
            throw new RefusedException(file + ": larger than " + MAX_CODE_BYTES + " bytes");
        }
        String text = Files.readString(file).strip();
        try {
            return Bytes.parseHex(text.startsWith("0x") ? text : "0x" + text);
        } catch (MalformedException e) {
            throw new RefusedException(file + ": no creation code in hex: " + e.getMessage(), e);
        }
    }

    private void say(DepositRehearsal.Result result) {
        if (json) {
            shell.print(result.measured().put("held", result.held()));
            return;
        }
        for (String part : new String[] {"counts", "forks", "faults"}) {
            for (JsonNode line : result.measured().path(part)) {
                shell.say(part + "  " + line);
            }
        }
        shell.say("wrong roots %d, votes %d, votes for a wrong root %d"
                .formatted(
                        result.measured().path("wrongRoots").asLong(),
                        result.measured().path("votesCast").asLong(),
                        result.measured().path("votesForAWrongRoot").asLong()));
        shell.say(result.held() ? "HELD" : "NOT HELD");
    }
}
