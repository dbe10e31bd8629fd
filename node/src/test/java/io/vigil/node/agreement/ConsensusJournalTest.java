package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.node.chain.BlockRefs;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.AppendLog;
import io.vigil.storage.append.SimulatedFolder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.SystemInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsensusJournalTest {
    private static final int OLD_BYTES = (2 << 20) - 4096;

    private final SimulatedFolder folder = new SimulatedFolder();

    @Test
    void aSyncedBodyIsThereAfterAPowerCut() {
        Block block = block(3);
        try (ConsensusJournal journal = open(folder)) {
            journal.body(ref(block), block.encode());
            journal.sync();
        }
        try (ConsensusJournal again = open(folder.crash(new Random(7)))) {
            assertThat(again.holds(block.hash())).isTrue();
            assertThat(bodies(again)).containsExactly(block.encode());
        }
    }

    @Test
    void keepsTheLastCommittedBodiesForLocksThatNameThem() {
        try (ConsensusJournal journal = open(folder)) {
            for (long height = 1; height <= 100; height++) {
                Block block = block(height);
                journal.body(ref(block), block.encode());
            }
            journal.sync();
            journal.committed(100);

            assertThat(bodies(journal)).hasSize(ConsensusJournal.KEPT_COMMITTED);
            assertThat(journal.holds(block(100).hash())).isTrue();
            assertThat(journal.holds(block(36).hash())).isFalse();
        }
    }

    /** A7: a lock's block must be there after a power cut, however many views without a block came after it. */
    @Test
    void whatIsNamedIsReadBeforeWhatIsNew() {
        try (ConsensusJournal journal = open(folder)) {
            Block locked = block(1);
            Block above = block(2, locked.hash(), 0);
            journal.body(ref(locked), locked.encode());
            journal.body(ref(above), above.encode());
            for (int rival = 1; rival <= 300; rival++) {
                Block late = block(1, Hash.ZERO, rival);
                journal.body(ref(late), late.encode());
            }
            journal.sync();
        }
        try (ConsensusJournal again = open(folder.crash(new Random(7)))) {
            List<Bytes> read = new ArrayList<>();
            again.read(Set.of(block(2, block(1).hash(), 0).hash()), 128, read::add);

            assertThat(read).hasSize(128);
            assertThat(read.subList(0, 2))
                    .containsExactly(
                            block(1).encode(), block(2, block(1).hash(), 0).encode());
            assertThat(read.getLast()).isEqualTo(block(1, Hash.ZERO, 300).encode());
        }
    }

    @Test
    void aLongLogIsBegunAnewWithWhatIsStillWanted() {
        long most = 0;
        try (ConsensusJournal journal = open(folder)) {
            for (long height = 1; height <= 400; height++) {
                Block block = block(height, Hash.ZERO, 0, 256 << 10);
                journal.body(ref(block), block.encode());
                journal.sync();
                journal.committed(height);
                most = height % 8 == 0 ? Math.max(most, bytes()) : most;
            }
            assertThat(most).isBetween(60L << 20, 65L << 20);
            assertThat(bytes()).isLessThan(64L << 20);
        }
        try (ConsensusJournal again = open(folder.crash(new Random(7)))) {
            for (long height = 400; height > 400 - ConsensusJournal.KEPT_COMMITTED; height--) {
                assertThat(again.holds(block(height, Hash.ZERO, 0, 256 << 10).hash()))
                        .isTrue();
            }
        }
    }

    /** While nothing is final all is wanted, and to write it all again at each block after that would take all of a disk. */
    @Test
    void aLogOfWhatIsWantedIsNotWrittenAgain() {
        try (ConsensusJournal journal = open(folder)) {
            for (int rival = 0; rival < 300; rival++) {
                Block block = block(65, Hash.ZERO, rival, 256 << 10);
                journal.body(ref(block), block.encode());
                journal.sync();
            }
            long before = bytes();
            journal.committed(65);
            assertThat(bytes()).isEqualTo(before);
            journal.committed(65 + ConsensusJournal.KEPT_COMMITTED);
            assertThat(bytes()).isLessThan(1 << 10);
        }
    }

    /** A7: agreement forgets what it voted for and nobody certified; a certificate may name it much later. */
    @Test
    void everyBodyIsFoundAgainWhereverItLiesNow() {
        List<Block> wanted = new ArrayList<>();
        try (ConsensusJournal journal = open(folder)) {
            for (int rival = 0; rival < 100; rival++) {
                Block block = block(100, Hash.ZERO, rival, 200 << 10);
                wanted.add(block);
                journal.body(ref(block), block.encode());
                if (rival % 7 == 0) {
                    journal.sync();
                }
            }
            assertFound(journal, wanted);
        }
        try (ConsensusJournal again = open(folder.crash(new Random(7)))) {
            assertFound(again, wanted);
            for (long height = 1; height <= 34; height++) {
                Block old = block(height, Hash.ZERO, 0, OLD_BYTES);
                again.body(ref(old), old.encode());
                again.sync();
            }
            again.committed(99);
            assertThat(again.find(block(34, Hash.ZERO, 0, OLD_BYTES).hash())).isEmpty();
            assertFound(again, wanted);
        }
    }

    private static void assertFound(ConsensusJournal journal, List<Block> wanted) {
        for (Block block : wanted) {
            assertThat(journal.find(block.hash())).contains(new ConsensusJournal.Found(ref(block), block.encode()));
        }
    }

    private long bytes() {
        return folder.names().stream()
                .mapToLong(name -> folder.read(name).size())
                .sum();
    }

    private static List<Bytes> bodies(ConsensusJournal journal) {
        List<Bytes> bodies = new ArrayList<>();
        journal.read(Set.of(), Integer.MAX_VALUE, bodies::add);
        return bodies;
    }

    /** G41, R6.1: after going back a release. */
    @Test
    void whatALaterProgramWroteIsRefusedByName() {
        try (ConsensusJournal journal = open(folder)) {
            journal.sync();
        }
        try (AppendLog log = AppendLog.open(folder, 1 << 20, read -> {})) {
            log.append(List.of(RlpWriter.listOf(list -> list.number(9).bytes(Bytes.of(1)))));
        }

        assertThatThrownBy(() -> open(folder))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(StorageException.Reason.NEWER))
                .hasMessageContaining("entry of kind 9")
                .hasMessageContaining("run the version that wrote it");
    }

    private static ConsensusJournal open(SimulatedFolder folder) {
        return ConsensusJournal.open(folder, BlockRefs::ofBody);
    }

    private static BlockRef ref(Block block) {
        return BlockRefs.ofChecked(block.header());
    }

    private static Block block(long number) {
        return block(number, Hash.ZERO, 0);
    }

    private static Block block(long number, Hash parent, int rival) {
        return block(number, parent, rival, 1);
    }

    private static Block block(long number, Hash parent, int rival, int bytes) {
        List<SystemInput> inputs = List.of(new SystemInput(SystemInput.RANDAO_REVEAL, Bytes.wrap(new byte[bytes])));
        Header header = Header.builder()
                .number(number)
                .parentHash(parent)
                .extraData(new ExtraData(1, 0, number + rival, 0, 0).encode())
                .requestsHash(SystemInput.requestsHash(inputs))
                .build();
        return Block.of(header, List.of(), inputs);
    }
}
