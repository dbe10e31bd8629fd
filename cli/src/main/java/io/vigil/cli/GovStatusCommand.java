package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.parameters.Parameter;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.GovernanceClient.Epoch;
import io.vigil.testnet.governance.GovernanceClient.Member;
import io.vigil.testnet.governance.GovernanceClient.Scheduled;
import io.vigil.types.Address;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The present epoch and its rules. */
@Command(
        name = "status",
        description = "Show the epoch, when the next is fixed, the parameters, and what the last election passed over.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil gov status --rpc http://127.0.0.1:8545"})
final class GovStatusCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private RpcOption rpc = new RpcOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    GovStatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, MalformedException {
        GovernanceClient client = rpc.governance();
        Epoch epoch = client.epoch();
        List<Member> members = client.members();
        long height = client.height();
        Map<Address, String> skipped =
                client.skipped(height >= epoch.fix() ? epoch.epoch() : Math.max(0, epoch.epoch() - 1));
        ObjectNode root = Shell.object()
                .put("module", epoch.module())
                .put("height", height)
                .put("epoch", epoch.epoch())
                .put("version", epoch.version())
                .put("fix", epoch.fix())
                .put("end", epoch.end())
                .put("members", members.size())
                .put("power", members.stream().mapToLong(Member::power).sum());
        Scheduled newest = client.newestVersion();
        root.put("newestVersion", newest.version()).put("newestVersionFrom", newest.firstBlock());
        root.put("openProposals", client.openProposals().size());
        ObjectNode reasons = root.putObject("skipped");
        skipped.forEach((address, reason) -> reasons.put(address.toHex(), reason));
        ObjectNode parameters = root.putObject("parameters");
        for (Parameter parameter : Parameter.all()) {
            parameters.put(parameter.text(), client.parameter(parameter.text()).toString());
        }
        if (json) {
            shell.print(root);
            return ExitCode.OK.number();
        }
        shell.say("module     " + epoch.module() + ", protocol version " + epoch.version());
        shell.say("going back " + goingBack(newest));
        shell.say("epoch      " + epoch.epoch()
                + (epoch.end() == 0
                        ? ", without end"
                        : ": block " + height + " of " + epoch.end() + "; the next is fixed at block " + epoch.fix()));
        shell.say("members    " + members.size() + " with power "
                + root.path("power").asLong());
        shell.say("proposals  " + root.path("openProposals").asInt() + " open");
        skipped.forEach((address, reason) -> shell.say("skipped    " + address + ": " + reason));
        parameters
                .properties()
                .forEach(entry -> shell.say(
                        "  %-20s %s".formatted(entry.getKey(), entry.getValue().asText())));
        return ExitCode.OK.number();
    }

    /** Until when a release may be replaced by the one before it (G41). */
    private static String goingBack(Scheduled newest) {
        return newest.firstBlock() == 0
                ? "to any release that speaks version " + newest.version() + "; no later one is fixed"
                : "to a release without version " + newest.version() + " works up to block " + (newest.firstBlock() - 1)
                        + ", where such a node stays";
    }
}
