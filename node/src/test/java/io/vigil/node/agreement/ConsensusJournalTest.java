package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.node.chain.BlockRefs;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.AppendLog;
import io.vigil.storage.append.SimulatedFolder;
import io.vigil.types.Bytes;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.SystemInput;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsensusJournalTest {
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
            assertThat(again.bodies()).containsExactly(block.encode());
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

            assertThat(journal.bodies()).hasSize(ConsensusJournal.KEPT_COMMITTED);
            assertThat(journal.holds(block(100).hash())).isTrue();
            assertThat(journal.holds(block(36).hash())).isFalse();
        }
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
        List<SystemInput> inputs = List.of(new SystemInput(SystemInput.RANDAO_REVEAL, Bytes.of(1)));
        Header header = Header.builder()
                .number(number)
                .extraData(new ExtraData(1, 0, number, 0, 0).encode())
                .requestsHash(SystemInput.requestsHash(inputs))
                .build();
        return Block.of(header, List.of(), inputs);
    }
}
