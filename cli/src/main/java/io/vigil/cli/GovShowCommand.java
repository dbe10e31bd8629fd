package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.GovernanceClient.Member;
import io.vigil.testnet.governance.GovernanceClient.Proposal;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One proposal and who voted how. */
@Command(
        name = "show",
        description = "Show a proposal, what it needs, and how each member votes.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil gov show 3"})
final class GovShowCommand implements Callable<Integer> {
    private static final List<String> CHOICES = List.of("-", "yes", "no", "abstain");

    private final Shell shell;

    @Mixin
    private RpcOption rpc = new RpcOption();

    @Parameters(paramLabel = "ID", description = "number of the proposal")
    private long id;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    GovShowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, MalformedException {
        GovernanceClient client = rpc.governance();
        Proposal proposal = client.proposal(id);
        ObjectNode root = ProposalRows.json(proposal);
        ObjectNode votes = root.putObject("votes");
        for (Member member : client.members()) {
            long code = client.view(
                            Governance.GOVERNANCE,
                            "voteOf(uint256,address)",
                            new AbiWriter().number(id).address(member.address()))
                    .number();
            votes.put(member.address().toHex(), CHOICES.get((int) Math.min(code, CHOICES.size() - 1)));
        }
        if (json) {
            shell.print(root);
            return ExitCode.OK.number();
        }
        shell.say("proposal " + id + ": " + proposal.summary());
        shell.say("  status    " + ProposalRows.status(proposal)
                + (proposal.reason().isEmpty() ? "" : " (" + proposal.reason() + ")"));
        shell.say("  proposed  in epoch " + proposal.submitEpoch() + " by " + proposal.proposer());
        shell.say("  ends      with epoch " + proposal.endEpoch());
        shell.say("  votes     yes " + proposal.yes() + ", no " + proposal.no() + ", abstain " + proposal.abstain()
                + " of power " + proposal.total() + "; enacted with " + proposal.needed());
        votes.properties()
                .forEach(vote ->
                        shell.say("  " + vote.getKey() + "  " + vote.getValue().asText()));
        return ExitCode.OK.number();
    }
}
