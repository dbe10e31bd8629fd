package io.vigil.cli;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.Settings;
import io.vigil.node.upkeep.SignerRecovery;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.types.MalformedException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins a lost record anew. */
@Command(
        name = "recover",
        description = "Begin the record of a stopped validator anew when it is lost, damaged or old.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The node asks the other validators at its next start how far the chain is. Once those who hold a quorum"
                    + " have",
            "answered, its key signs from two epochs after the highest that they report: there it can have signed"
                    + " nothing.",
            "Until then it follows the chain and is silent. What is in signer/ is put aside, never deleted.",
            "",
            "--override: where no quorum can answer, or the chain has no epochs. The key signs at once in the epoch in",
            "which it may have signed before. Two words of it that contradict each other can be proved against you and"
                    + " cost",
            "your deposit, and may split the chain: be sure that no other node runs with this key.",
            "",
            "Example:  vigil signer recover --home node0"
        })
final class SignerRecoverCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--override", description = "sign at once, whatever the key signed before")
    private boolean override;

    @Option(names = "--aside", description = "put a record aside that can be used: the node said that it is old")
    private boolean aside;

    SignerRecoverCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        NodeConfig config =
                Settings.tree(home.home(), ConfigSources.resolve(home.home(), shell.environment(), Map.of()));
        try (StoppedHome held = StoppedHome.hold(home.home(), config.storage())) {
            SignerRecovery recovery = new SignerRecovery(held, config.storage());
            SignerRecovery.Outcome outcome = override ? recovery.override(aside) : recovery.waitForOthers(aside);
            outcome.aside().ifPresent(where -> shell.say("what was there lies in " + where));
            if (override) {
                shell.note(
                        "WARNING: what this key signed in this epoch is forgotten. If it signs something else for the"
                                + " same view, that can be proved and punished, and may split the chain.");
                shell.say(outcome.folder() + ": begun anew, and signed with at once");
            } else {
                shell.say(outcome.folder() + ": will be begun anew; start the node, which asks the other validators and"
                        + " signs from two epochs after the highest that a quorum of them reports");
            }
            return ExitCode.OK.number();
        }
    }
}
