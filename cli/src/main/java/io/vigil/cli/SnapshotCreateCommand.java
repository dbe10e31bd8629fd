package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Settings;
import io.vigil.node.preflight.Preflight;
import io.vigil.node.snapshot.EpochProofs;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.snapshot.Progress;
import io.vigil.node.snapshot.Shelf;
import io.vigil.node.snapshot.SnapshotChain;
import io.vigil.node.snapshot.SnapshotMaker;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a running node make a snapshot, or makes one of a home whose node is stopped. */
@Command(
        name = "create",
        description = "Make a snapshot; the node may run, and its blocks do not wait.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A running node writes the snapshot itself, so PATH is on its machine and must be writable for its user.",
            "",
            "Example:  vigil snapshot create --home node0 --out /backup/before-upgrade"
        })
final class SnapshotCreateCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--out", paramLabel = "PATH", description = "a new folder (default: one in data/snapshots)")
    private @Nullable Path out;

    @Option(names = "--height", paramLabel = "H", description = "of which block (default: the newest certified one)")
    private @Nullable Long height;

    @Mixin
    private RateOption rate = new RateOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    SnapshotCreateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException, IOException, InterruptedException {
        NodeHome target = home.home();
        Path place = (out == null ? new Shelf(target.snapshots()).next() : out)
                .toAbsolutePath()
                .normalize();
        if (Files.exists(target.adminTokenFile())) {
            AdminClient node = RunningNode.of(target, shell);
            try {
                node.call("snapshot_create", place.toString(), height, rate.besideBlocks());
                return follow(node);
            } catch (ConnectException e) {
                return alone(target, place); // it was stopped, and left its token
            }
        }
        return alone(target, place);
    }

    private int follow(AdminClient node) throws IOException, InterruptedException {
        ProgressLines lines = new ProgressLines(shell);
        long started = System.nanoTime();
        while (true) {
            JsonNode status = node.call("snapshot_status");
            switch (status.path("state").asText()) {
                case "working" -> {
                    lines.accept(new Progress(
                            status.path("phase").asText(),
                            status.path("doneBytes").asLong(),
                            status.path("totalBytes").asLong(),
                            Duration.ofMillis(status.path("elapsedMs").asLong())));
                    Thread.sleep(LOOK_AGAIN);
                }
                case "done" -> {
                    lines.end();
                    return made(status, System.nanoTime() - started);
                }
                default -> {
                    lines.end();
                    shell.note("vigil: " + status.path("reason").asText());
                    return status.path("exitCode").asInt(ExitCode.CHECK_FAILED.number());
                }
            }
        }
    }

    private int made(JsonNode status, long nanos) {
        if (json) {
            shell.print(status);
        } else {
            double megabytes = status.path("logicalBytes").asLong() / 1e6;
            shell.say("made  %s  block %d, id %s, %d records, %.1f MB in %.1f s, proved"
                    .formatted(
                            status.path("out").asText(),
                            status.path("height").asLong(),
                            status.path("id").asText(),
                            status.path("records").asLong(),
                            megabytes,
                            nanos / 1e9));
        }
        return ExitCode.OK.number();
    }

    private int alone(NodeHome target, Path place) throws MalformedException {
        NodeConfig config = Settings.tree(target, ConfigSources.resolve(target, shell.environment(), Map.of()));
        ProgressLines lines = new ProgressLines(shell);
        long started = System.nanoTime();
        try (StoppedHome held = StoppedHome.hold(target, config.storage());
                RocksStore store = held.store()) {
            Preflight.of(place).owner().probe().require();
            SnapshotMaker maker = new SnapshotMaker(
                    new SnapshotChain(held.genesis()),
                    store,
                    target.data(),
                    () -> EpochProofs.stored(new ChainStore(store::get)));
            var verdict = maker.make(
                    height == null ? OptionalLong.empty() : OptionalLong.of(height),
                    place,
                    new PacedWork(rate.alone(), System::nanoTime, lines));
            lines.end();
            return VerdictLines.print(shell, verdict, "made  " + place, System.nanoTime() - started, json);
        }
    }
}
