package io.vigil.cli;

import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.snapshot.SnapshotChain;
import io.vigil.node.snapshot.SnapshotSources;
import io.vigil.storage.snapshot.ChunkSource;
import io.vigil.storage.snapshot.Level;
import io.vigil.storage.snapshot.Verdict;
import io.vigil.storage.snapshot.Verifier;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves a snapshot without a store, whatever its size in constant memory. */
@Command(
        name = "verify",
        description = "Prove a snapshot in a folder or behind a URL; changes nothing.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Levels: content = every file is there and holds what the manifest says; records = they decode strictly,",
            "ascend and are cut as the format says, code has its hash; state = they make the header's state root, and",
            "the header is final on the chain.",
            "",
            "Exit codes: 0 sound, 10 manifest, 11 of another chain, 12 foreign file, 13 chunk missing, 14 chunk's"
                    + " file,",
            "15 chunk's content, 16 record, 17 code, 18 state, 19 state root, 20 ancestors, 21 finality.",
            "",
            "Example:  vigil snapshot verify /backup/block-000120000 --home node0"
        })
final class SnapshotVerifyCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "PATH|URL", description = "the snapshot's folder")
    private String from = "";

    @Mixin
    private GenesisOption chain = new GenesisOption();

    @Option(names = "--level", description = "${COMPLETION-CANDIDATES}, any case (default: ${DEFAULT-VALUE})")
    private Level level = Level.STATE;

    @Mixin
    private RateOption rate = new RateOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    SnapshotVerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Verifier verifier = new SnapshotChain(chain.genesis()).verifier();
        ChunkSource source = SnapshotSources.of(from);
        ProgressLines lines = new ProgressLines(shell);
        long started = System.nanoTime();
        PacedWork work = new PacedWork(rate.alone(), System::nanoTime, lines);
        Verdict verdict = verifier.verify(source, level, work.phase("verifying", SnapshotSources.logicalBytes(source)));
        lines.end();
        return VerdictLines.print(shell, verdict, "sound", System.nanoTime() - started, json);
    }
}
