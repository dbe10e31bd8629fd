package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.Settings;
import io.vigil.node.time.ClockJson;
import io.vigil.node.time.ServerSurvey;
import io.vigil.node.time.Timekeeper;
import io.vigil.timesync.Survey;
import io.vigil.timesync.Tier;
import io.vigil.timesync.files.ServerListFile;
import io.vigil.timesync.roughtime.RoughtimeServers;
import io.vigil.timesync.udp.NtpServer;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One question to each server, one answer for scripts. */
@Command(
        name = "check",
        description = "Ask time servers once and say what their majority makes of this machine's clock.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Without servers on the command line those of the home are asked.",
            "Exit code 0: a majority agrees, within 500 ms of this clock, and nobody lies; else 1.",
            "",
            "Example:  vigil clock check --ntp ntp.se --ntp time.cloudflare.com --ntp ptbtime1.ptb.de",
            "          vigil clock check --roughtime ecosystem.json"
        })
final class ClockCheckCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--ntp", paramLabel = "HOST", description = "an NTP server, host[:port]; may be repeated")
    private List<String> ntp = new ArrayList<>();

    @Option(names = "--roughtime", paramLabel = "FILE", description = "a list of Roughtime servers with their keys")
    private List<Path> roughtime = new ArrayList<>();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    ClockCheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        List<NtpServer> ntpServers = new ArrayList<>();
        for (String text : ntp) {
            ntpServers.add(NtpServer.parse(text));
        }
        List<RoughtimeServers.Server> signed = new ArrayList<>();
        for (Path file : roughtime) {
            signed.addAll(ServerListFile.read(file));
        }
        if (ntpServers.isEmpty() && signed.isEmpty()) {
            NodeConfig.TimeSync config = Settings.tree(
                            home.home(), ConfigSources.resolve(home.home(), shell.environment(), Map.of()))
                    .timesync();
            ntpServers.addAll(config.ntpServers());
            if (config.mode().tiers().contains(Tier.ROUGHTIME)) {
                signed.addAll(ServerListFile.read(config.roughtimeList()));
            }
        }
        if (ntpServers.isEmpty() && signed.isEmpty()) {
            shell.note("vigil: no time server is named, neither here (--ntp HOST, --roughtime FILE) nor in "
                    + home.home().configFile());
            return ExitCode.USAGE.number();
        }
        Survey.Result result = ServerSurvey.of(ntpServers, signed, Timekeeper.evidence(home.home()));
        print(ClockJson.of(result));
        return (result.isClean() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private void print(ObjectNode result) {
        if (json) {
            shell.print(result);
            return;
        }
        ClockTable.lines(result.path("sources")).forEach(shell::say);
        shell.say("majority  " + ClockTable.hull(result.path("hull")));
        result.path("contradictions")
                .forEach(pair -> shell.say("lie       " + pair.path("text").asText()));
        shell.say("verdict   " + result.path("why").asText());
    }
}
