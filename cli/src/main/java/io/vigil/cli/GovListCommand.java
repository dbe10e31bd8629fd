package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.GovernanceClient.Proposal;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The proposals of a chain. */
@Command(
        name = "list",
        description = "List the open proposals, or the last ones.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil gov list --all"})
final class GovListCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 50;

    private final Shell shell;

    @Mixin
    private RpcOption rpc = new RpcOption();

    @Option(names = "--all", description = "also what is closed: the last " + MOST_SHOWN)
    private boolean all;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    GovListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, MalformedException {
        GovernanceClient client = rpc.governance();
        long last = client.proposals();
        List<Long> ids = all
                ? LongStream.rangeClosed(Math.max(1, last - MOST_SHOWN + 1), last)
                        .boxed()
                        .toList()
                : client.openProposals();
        List<Proposal> proposals = new ArrayList<>();
        for (long id : ids) {
            proposals.add(client.proposal(id));
        }
        if (json) {
            ObjectNode root = Shell.object();
            ArrayNode rows = root.putArray("proposals");
            proposals.forEach(proposal -> rows.add(ProposalRows.json(proposal)));
            shell.print(root);
        } else if (proposals.isEmpty()) {
            shell.say(all ? "there was no proposal yet" : "no proposal is open");
        } else {
            shell.say(ProposalRows.heading());
            proposals.forEach(proposal -> shell.say(ProposalRows.row(proposal)));
        }
        return ExitCode.OK.number();
    }
}
