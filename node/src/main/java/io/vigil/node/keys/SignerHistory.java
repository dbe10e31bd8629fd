package io.vigil.node.keys;

import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.statements.Statement;
import io.vigil.node.config.NodeHome;
import io.vigil.storage.append.DiskFolder;
import io.vigil.types.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads the signer records of a home, one per chain it ever validated, without opening them: a node may be running. */
public final class SignerHistory {
    private SignerHistory() {}

    /**
     * One statement that was signed.
     *
     * @param block what was voted for or proposed; for a timeout zero
     * @param detail what else was signed, in words; may be empty
     */
    public record Line(String kind, long epoch, long view, Hash block, String detail) {
        static Line of(Statement statement) {
            return switch (statement) {
                case Statement.Vote vote -> of(vote, vote.block().hash(), "");
                case Statement.CommitVote vote -> of(vote, vote.block(), "");
                case Statement.Timeout timeout ->
                    of(timeout, Hash.ZERO, "highest certificate of view " + timeout.highView());
                case Statement.Proposal proposal ->
                    of(proposal, proposal.block().hash(), "");
            };
        }

        /** A plan: its sequence stands where a view would (G45). */
        static Line of(PlanFence fence) {
            return new Line(
                    "plan", fence.epoch(), fence.sequence(), fence.plan(), "nothing of this epoch is signed any more");
        }

        private static Line of(Statement statement, Hash block, String detail) {
            String kind = statement.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new Line(kind, statement.epoch(), statement.view(), block, detail);
        }
    }

    /**
     * What one record holds now.
     *
     * @param genesis hex digits of the chain's genesis hash: the name of its folder
     * @param commitFloor height up to which the store is known to be synced
     * @param last the newest statement of each kind
     * @param retired whether it was exported, so that it signs no more
     */
    public record Summary(
            String genesis, long commitFloor, long lockView, Hash lockBlock, List<Line> last, boolean retired) {
        public Summary {
            last = List.copyOf(last);
        }
    }

    /** The records of {@code home} by name; every statement goes to {@code each} in the order of signing. */
    public static List<Summary> read(NodeHome home, Consumer<Line> each) {
        List<Summary> summaries = new ArrayList<>();
        for (Path folder : folders(home.signer())) {
            StatementLog.Contents contents = StatementLog.read(DiskFolder.forReading(folder), entry -> {
                switch (entry) {
                    case StatementLog.Entry.Whole whole -> {}
                    case StatementLog.Entry.Marked marked -> {}
                    case StatementLog.Entry.Fenced fenced -> each.accept(Line.of(fenced.fence()));
                    case StatementLog.Entry.Signed signed -> each.accept(Line.of(signed.statement()));
                }
            });
            contents.record()
                    .ifPresent(record -> summaries.add(new Summary(
                            folder.getFileName().toString(),
                            contents.floor().height(),
                            record.lock().view(),
                            record.lock().block(),
                            record.last().values().stream().map(Line::of).toList(),
                            contents.retired())));
        }
        return List.copyOf(summaries);
    }

    private static List<Path> folders(Path signer) {
        if (!Files.exists(signer)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(signer)) {
            return files.filter(Files::isDirectory)
                    .filter(folder -> !folder.getFileName().toString().contains(".")) // put aside: signed with no more
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(signer + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
