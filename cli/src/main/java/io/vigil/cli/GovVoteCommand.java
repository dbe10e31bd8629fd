package io.vigil.cli;

import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.proposals.Choice;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.types.Address;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A validator's vote. */
@Command(
        name = "vote",
        description = "Vote with the validator key of a home; until the proposal closes the last vote counts.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil gov vote 3 yes --home node0"})
final class GovVoteCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private RpcOption rpc = new RpcOption();

    @Mixin
    private SenderOption sender = new SenderOption();

    @Parameters(index = "0", paramLabel = "ID", description = "number of the proposal")
    private long id;

    @Parameters(index = "1", paramLabel = "yes|no|abstain", description = "${COMPLETION-CANDIDATES}")
    private Choice choice = Choice.ABSTAIN;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    GovVoteCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, MalformedException, InterruptedException {
        GovernanceClient client = rpc.governance();
        BlsSecretKey key = sender.validatorKey(shell, client);
        Address validator = client.validatorOf(key);
        String transaction = client.send(
                sender.sender(client),
                key,
                validator,
                Governance.GOVERNANCE,
                "vote(address,uint256,uint8)",
                new AbiWriter().address(validator).number(id).number(choice.code()));
        long block = client.await(transaction);
        if (json) {
            shell.print(Shell.object().put("transaction", transaction).put("block", block));
        } else {
            shell.say("voted in block " + block + " as " + validator);
        }
        return ExitCode.OK.number();
    }
}
