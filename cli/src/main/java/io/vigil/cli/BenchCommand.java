package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.bench.TransferBench;
import io.vigil.testnet.local.RpcClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures. */
@Command(
        name = "bench",
        description = "Measure what a network or a part of the program does.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class BenchCommand {

    static CommandLine create(Shell shell) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new Tps(shell))
                .addSubcommand(new BenchConsensusCommand(shell))
                .addSubcommand(new BenchFaultsCommand(shell))
                .addSubcommand(new BenchSyncCommand(shell))
                .addSubcommand(new BenchVmCommand(shell))
                .addSubcommand(new BenchDepositsCommand(shell))
                .addSubcommand(new BenchSnapshotCommand(shell))
                .addSubcommand(new BenchJoinCommand(shell))
                .addSubcommand(new BenchRestartCommand(shell))
                .addSubcommand(new BenchCommitCommand(shell))
                .addSubcommand(new BenchCrashCommand(shell));
    }

    /** Transfers on a running network. */
    @Command(
            name = "tps",
            description =
                    "Send transfers to a running dev or testnet network and measure them from submission to finality.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {
                "",
                "Example:  vigil bench tps --rate 500 --seconds 20 --rpc http://127.0.0.1:8545,http://127.0.0.1:8546",
                "Without --rate all transfers are sent at once. Transfers are signed before the clock starts."
            })
    static final class Tps implements Callable<Integer> {
        private static final int MAX_TRANSFERS = 1_000_000;

        private final Shell shell;

        @Option(names = "--rate", paramLabel = "R", description = "transfers a second; 0 sends all at once (default)")
        private int rate;

        @Option(names = "--seconds", paramLabel = "S", description = "with --rate (default: ${DEFAULT-VALUE})")
        private int seconds = 10;

        @Option(names = "--transfers", paramLabel = "N", description = "without --rate (default: ${DEFAULT-VALUE})")
        private int transfers = 5_000;

        @Option(names = "--accounts", paramLabel = "N", description = "senders (default: ${DEFAULT-VALUE})")
        private int accounts = 100;

        @Option(
                names = "--rpc",
                paramLabel = "URL",
                split = ",",
                description = "nodes that get the transfers in turn (default: ${DEFAULT-VALUE})",
                defaultValue = "http://127.0.0.1:8545")
        private List<String> urls = List.of();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Tps(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            long count = rate == 0 ? transfers : (long) rate * seconds;
            if (rate < 0 || count < 1 || count > MAX_TRANSFERS || accounts < 1 || accounts > count) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "from 1 to " + MAX_TRANSFERS + " transfers, of 1 account or more, not " + count + " of "
                                + accounts);
            }
            HttpClient http = RpcClient.http();
            List<RpcClient> clients =
                    urls.stream().map(url -> new RpcClient(http, url)).toList();
            TransferBench.Plan plan = new TransferBench.Plan(rate, (int) count, accounts);
            TransferBench.Result result = new TransferBench(plan, clients, shell::note).run();
            print(result);
            boolean all = result.confirmed() == result.submitted();
            return (all ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }

        private void print(TransferBench.Result result) {
            if (json) {
                ObjectNode object = Shell.object().put("confirmedPerSecond", rounded(result.confirmedPerSecond()));
                object.putObject("latencyMs")
                        .put("p50", rounded(result.p50()))
                        .put("p95", rounded(result.p95()))
                        .put("p99", rounded(result.p99()));
                shell.print(object.put("submitted", result.submitted())
                        .put("confirmed", result.confirmed())
                        .put("refused", result.refused())
                        .put("refusal", result.refusal()));
                return;
            }
            shell.say("%d of %d transfers final, %.0f a second"
                    .formatted(result.confirmed(), result.submitted(), result.confirmedPerSecond()));
            shell.say("submission to finality: p50 %.0f ms, p95 %.0f ms, p99 %.0f ms"
                    .formatted(result.p50(), result.p95(), result.p99()));
            if (result.refused() > 0) {
                shell.say(result.refused() + " refused, the first one: " + result.refusal());
            }
        }

        private static double rounded(double value) {
            return Math.round(value * 10) / 10.0;
        }
    }
}
