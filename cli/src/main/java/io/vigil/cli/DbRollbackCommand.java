package io.vigil.cli;

import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.ExitCode;
import io.vigil.node.keys.SignerHistory;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.upkeep.Rollback;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.types.MalformedException;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes back to an earlier block. */
@Command(
        name = "rollback",
        description = "Make an earlier block the head of a stopped node's store.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Blocks above it stay final on the chain: the node fetches and runs them again when it starts. What the",
            "validator signed is not touched, so it cannot sign twice.",
            "",
            "Example:  vigil db rollback --to 119000 --home node0"
        })
final class DbRollbackCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private StoreOfHome home = new StoreOfHome();

    @Option(names = "--to", paramLabel = "H", required = true, description = "the block that becomes the head")
    private long height;

    @Option(names = "--below-floor", description = "also below what this validator knows to be committed")
    private boolean belowFloor;

    DbRollbackCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        ProgressLines lines = new ProgressLines(shell);
        try (StoppedHome held = home.hold(shell);
                RocksStore store = held.store()) {
            String chain = GenesisBlock.hash(held.genesis()).toHex().substring(2);
            OptionalLong floor = belowFloor
                    ? OptionalLong.empty()
                    : SignerHistory.read(home.home(), line -> {}).stream()
                            .filter(summary -> summary.genesis().equals(chain))
                            .mapToLong(SignerHistory.Summary::commitFloor)
                            .max();
            long[] blocks = {0};
            PacedWork work = new PacedWork(0, System::nanoTime, lines);
            var pace = work.phase("going back to block " + height, 0);
            Rollback.to(height, store, floor, count -> {
                blocks[0] += count;
                pace.passed(count);
            });
            lines.end();
            shell.say("block " + height + " is the head; " + blocks[0] + " blocks were taken back");
            return ExitCode.OK.number();
        }
    }
}
