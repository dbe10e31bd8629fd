package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.config.ExitCode;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.storage.rocks.StoreStats;
import io.vigil.storage.state.Pins;
import io.vigil.storage.state.StateHistory;
import io.vigil.types.MalformedException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a store holds and takes. */
@Command(
        name = "stats",
        description = "Print what a stopped node's store holds, table by table; a running one has /metrics.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil db stats --home node0"})
final class DbStatsCommand implements Callable<Integer> {
    private static final double MEGA = 1e6;

    private final Shell shell;

    @Mixin
    private StoreOfHome home = new StoreOfHome();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DbStatsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        try (StoppedHome held = home.hold(shell);
                StoreReading store = home.read(shell)) {
            long head = new ChainStore(store.view()::get)
                    .head()
                    .map(ChainStore.Head::height)
                    .orElse(-1L);
            long floor = StateHistory.floor(store.view());
            if (json) {
                shell.print(object(store, head, floor));
                return ExitCode.OK.number();
            }
            shell.say(held.home().chain() + ": head " + head + ", states from block " + floor + " on");
            for (StoreStats.TableStats table : store.stats().tables()) {
                shell.say("  %-9s about %10d rows  %10.1f MB"
                        .formatted(table.table(), table.rows(), (table.dataFiles() + table.blobFiles()) / MEGA));
            }
            shell.say("  %-9s %33.1f MB".formatted("all", store.stats().fileBytes() / MEGA));
            Pins.list(store.view()).forEach(pin -> shell.say("  pin " + pin.id() + " holds block " + pin.height()));
            return ExitCode.OK.number();
        }
    }

    private static ObjectNode object(StoreReading store, long head, long floor) {
        ObjectNode root = Shell.object().put("head", head).put("floor", floor);
        ArrayNode tables = root.putArray("tables");
        store.stats()
                .tables()
                .forEach(table -> tables.addObject()
                        .put("table", table.table().name())
                        .put("rows", table.rows())
                        .put("dataBytes", table.dataFiles())
                        .put("blobBytes", table.blobFiles()));
        return root.put("fileBytes", store.stats().fileBytes());
    }
}
