package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.crash.KillTrial;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What real nodes leave when they die. */
@Command(
        name = "crash",
        description = "Kill real nodes at every point of a block's life, judge their stores, let them go on.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "First one validator, killed with -9 at named points between body, signature, batch, fsync and publish and"
                    + " at",
            "random; its head must be the last block it published, or the next. Then four validators that lose power"
                    + " at",
            "one instant, with all that was not synced; they must go on without help. Exit code 1 if anything was"
                    + " wrong.",
            "",
            "Example:  vigil bench crash --kills 1000 --power-cuts 100 --dir /data/crash"
        })
final class BenchCrashCommand implements Callable<Integer> {
    private static final int VALIDATORS = 4;

    private final Shell shell;

    @Option(names = "--kills", paramLabel = "N", description = "of one validator (default: ${DEFAULT-VALUE})")
    private int kills = 1_000;

    @Option(names = "--power-cuts", paramLabel = "N", description = "of four (default: ${DEFAULT-VALUE})")
    private int powerCuts = 100;

    @Option(names = "--seed", paramLabel = "S", description = "of the order of deaths (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Mixin
    private NetworkOptions network = new NetworkOptions("vigil-bench-crash", 18_945);

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    BenchCrashCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        KillTrial.Report alone =
                KillTrial.run(network.dir().resolve("one"), 1, network.rpcPort(), kills, false, seed, shell::note);
        if (!json) {
            shell.say("one validator, killed:\n" + alone);
        }
        KillTrial.Report four = KillTrial.run(
                network.dir().resolve("four"), VALIDATORS, network.rpcPort(), powerCuts, true, seed, shell::note);
        if (json) {
            ObjectNode object = Shell.object();
            object.set("killed", object(alone));
            object.set("withoutPower", object(four));
            shell.print(object);
        } else {
            shell.say("four validators without power at one instant, by the first death:\n" + four);
        }
        boolean held = alone.faults().isEmpty() && four.faults().isEmpty();
        return (held ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private static ObjectNode object(KillTrial.Report report) {
        ObjectNode object = Shell.object();
        ObjectNode deaths = object.putObject("deaths");
        report.deaths().forEach(deaths::put);
        object.put("headsAtPublished", report.atPublished())
                .put("headsOneAhead", report.oneAhead())
                .put("statements", report.statements())
                .put("wentOnBeyond", report.height());
        report.faults().forEach(object.putArray("faults")::add);
        return object;
    }
}
