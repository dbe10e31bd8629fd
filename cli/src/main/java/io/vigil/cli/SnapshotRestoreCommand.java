package io.vigil.cli;

import io.vigil.node.PeerRestore;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.preflight.Preflight;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.snapshot.Shelf;
import io.vigil.node.snapshot.SnapshotChain;
import io.vigil.node.snapshot.SnapshotSources;
import io.vigil.node.statesync.SnapshotFetcher;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.snapshot.ChunkSource;
import io.vigil.storage.snapshot.Verdict;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.Genesis;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a proved snapshot in the place of a home's chain. */
@Command(
        name = "restore",
        description = "Restore a snapshot from a folder, a URL or the home's peers into a home whose node is stopped.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Everything is proved before anything is replaced. Interrupted at any point it goes on when it is run"
                    + " again.",
            "keys/ and signer/ are never touched: the validator still knows what it signed. The store that was there",
            "stays beside the new one (data/chain.old-1) until: vigil snapshot prune --leftovers",
            "",
            "Exit codes: 0 restored, 10 to 21 as of: vigil snapshot verify --help",
            "",
            "A node that is new or far behind takes a snapshot from its peers by itself (snapshots.sync_behind).",
            "",
            "Example:  vigil snapshot restore https://example.org/block-000120000 --home node0",
            "          vigil snapshot restore peers --home node0"
        })
final class SnapshotRestoreCommand implements Callable<Integer> {
    private static final String PEERS = "peers";

    private final Shell shell;

    @Parameters(
            paramLabel = "PATH|URL|peers",
            description = "the snapshot's folder, or the word peers for one that this home's peers serve")
    private String from = "";

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private RateOption rate = new RateOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    SnapshotRestoreCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException, InterruptedException {
        NodeHome target = home.home();
        NodeConfig config = Settings.tree(target, ConfigSources.resolve(target, shell.environment(), Map.of()));
        long started = System.nanoTime();
        ProgressLines lines = new ProgressLines(shell);
        try (StoppedHome held = StoppedHome.hold(target, config.storage())) {
            Preflight.of(target.data()).usual().require();
            PacedWork work = new PacedWork(rate.alone(), System::nanoTime, lines);
            Verdict verdict = from.equals(PEERS)
                    ? fromPeers(target, config, held.genesis(), work)
                    : fromFiles(target, config, held.genesis(), work);
            lines.end();
            int code = VerdictLines.print(shell, verdict, "restored", System.nanoTime() - started, json);
            if (code == 0 && !json) {
                Shelf.leftovers(target.data())
                        .forEach(old -> shell.say("the store before it is in " + old
                                + "; remove it with: vigil snapshot prune --leftovers --home " + target.root()));
                shell.say("start the node: it fetches the blocks since then and votes when it has caught up");
            }
            return code;
        }
    }

    private Verdict fromFiles(NodeHome target, NodeConfig config, Genesis genesis, PacedWork work) {
        ChunkSource source = SnapshotSources.of(from);
        return new SnapshotChain(genesis)
                .restorer(folder -> RocksStore.open(folder, config.storage().sizes()))
                .restore(source, target.data(), work.phase("restoring", SnapshotSources.logicalBytes(source)));
    }

    private static Verdict fromPeers(NodeHome target, NodeConfig config, Genesis genesis, PacedWork work)
            throws InterruptedException {
        return switch (PeerRestore.run(target, config, genesis, work)) {
            case SnapshotFetcher.Outcome.Staged(Verdict.Sound sound) -> sound;
            case SnapshotFetcher.Outcome.Nothing(String why) -> throw new RefusedException(why);
        };
    }
}
