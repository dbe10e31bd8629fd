package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.node.upkeep.Recovery;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.types.MalformedException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gets a node going whose stores refuse to open. */
@Command(
        name = "recover",
        description = "Put damaged stores of a stopped node aside; deletes nothing, never touches signer/.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "What opens stays. Without its chain a node fetches all blocks from its peers, which do not lose them;",
            "restoring a snapshot first is faster. A validator votes again once it has reached what it knew committed.",
            "",
            "Example:  vigil db recover --home node0"
        })
final class DbRecoverCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private StoreOfHome home = new StoreOfHome();

    @Option(names = "--aside", description = "put the chain's store aside even if it opens: db check found it wrong")
    private boolean aside;

    DbRecoverCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        try (StoppedHome held = home.hold(shell)) {
            List<Recovery.Step> steps = Recovery.run(held, home.config(shell), aside);
            steps.forEach(step -> {
                shell.say(step.folder() + ": " + step.what());
                shell.say("  moved to " + step.aside() + "; to undo, move it back");
            });
            shell.say(
                    steps.isEmpty()
                            ? "nothing was put aside: the stores open; look closer with: vigil db check"
                            : "start the node, or first: vigil snapshot restore PATH|URL --home "
                                    + home.home().root());
            return ExitCode.OK.number();
        }
    }
}
