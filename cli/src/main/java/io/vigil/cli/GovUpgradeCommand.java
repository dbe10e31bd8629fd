package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.proposals.Status;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.GovernanceClient.Epoch;
import io.vigil.testnet.governance.GovernanceClient.Member;
import io.vigil.testnet.governance.GovernanceClient.Proposal;
import io.vigil.testnet.governance.GovernanceClient.Ready;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Protocol versions on their way. */
@Command(
        name = "upgrade",
        description = "See how an upgrade of the protocol stands, and try it on a copy.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class GovUpgradeCommand {
    private static final int VERSION_KIND = 3;
    private static final Pattern SUMMARY =
            Pattern.compile("version (\\d+) from epoch (\\d+), grace (\\d+), until epoch (\\d+)");

    private GovUpgradeCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new GovUpgradeCommand())
                .addSubcommand(new UpgradeStatus(shell))
                .addSubcommand(new GovUpgradeRehearseCommand(shell));
    }

    /** Who is ready, with which power, and when it begins. */
    @Command(
            name = "status",
            description =
                    "Show the version that is voted on or on its way: who is ready, with which power, when it begins.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil gov upgrade status"})
    static final class UpgradeStatus implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private RpcOption rpc = new RpcOption();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        UpgradeStatus(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws IOException, MalformedException {
            GovernanceClient client = rpc.governance();
            Epoch epoch = client.epoch();
            ObjectNode root = Shell.object().put("epoch", epoch.epoch()).put("version", epoch.version());
            Optional<Proposal> open = version(client);
            open.ifPresent(proposal -> root.set("proposal", ProposalRows.json(proposal)));
            if (open.isPresent()) {
                readiness(root, client, epoch, open.get());
            }
            if (json) {
                shell.print(root);
                return ExitCode.OK.number();
            }
            shell.say("the chain speaks version " + epoch.version() + " in epoch " + epoch.epoch());
            if (open.isEmpty()) {
                shell.say("no other version is on its way");
                return ExitCode.OK.number();
            }
            shell.say("proposal " + open.get().id() + ": " + open.get().summary() + ", "
                    + ProposalRows.status(open.get()));
            shell.say("ready      power " + root.path("readyPower").asLong() + " of "
                    + root.path("neededPower").asLong() + " needed, "
                    + root.path("ready").size() + " of "
                    + root.path("neededCount").asLong() + " members needed");
            root.path("ready").forEach(address -> shell.say("  ready      " + address.asText()));
            root.path("unready").forEach(address -> shell.say("  not ready  " + address.asText()));
            shell.say("begins     " + root.path("begins").asText());
            return ExitCode.OK.number();
        }

        private static Optional<Proposal> version(GovernanceClient client) throws IOException, MalformedException {
            for (long id : client.openProposals()) {
                Proposal proposal = client.proposal(id);
                if (proposal.kind() == VERSION_KIND) {
                    return Optional.of(proposal);
                }
            }
            return Optional.empty();
        }

        private static void readiness(ObjectNode root, GovernanceClient client, Epoch epoch, Proposal proposal)
                throws IOException, MalformedException {
            Matcher terms = SUMMARY.matcher(proposal.summary());
            if (!terms.matches()) {
                throw new MalformedException("proposal " + proposal.id() + ": " + proposal.summary());
            }
            Ready ready = client.ready(Long.parseLong(terms.group(1)));
            root.put("readyPower", ready.power())
                    .put("neededPower", ready.neededPower())
                    .put("neededCount", ready.neededCount());
            var readyList = root.putArray("ready");
            ready.validators().forEach(address -> readyList.add(address.toHex()));
            var unready = root.putArray("unready");
            for (Member member : client.members()) {
                if (!ready.validators().contains(member.address())) {
                    unready.add(member.address().toHex());
                }
            }
            boolean locked = proposal.status() == Status.LOCKED.ordinal();
            long first = proposal.decidedEpoch() + Long.parseLong(terms.group(3)) + 1;
            root.put(
                    "begins",
                    locked
                            ? "with epoch " + Math.max(first, epoch.epoch() + 1)
                                    + " if enough are still ready at the fix before it"
                            : "not decided: it has not locked");
        }
    }
}
