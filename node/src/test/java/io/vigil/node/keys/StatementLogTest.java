package io.vigil.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.Root;
import io.vigil.node.config.ExitCode;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.AppendLog;
import io.vigil.storage.append.DiskFolder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.RlpWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program makes of a record that a later one wrote (G41, R6.1): it signs nothing, and leaves it as it is. */
class StatementLogTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void anEntryOfAnUnknownKindIsNotPassedOver() throws Exception {
        refuses(RlpWriter.listOf(
                list -> list.number(9).number(0).hash(Hash.ZERO).encoded(RlpWriter.listOf(in -> {}))));
    }

    @Test
    void aMarkOfAnUnknownKindIsNotPassedOver() throws Exception {
        Bytes mark = RlpWriter.listOf(list -> list.number(17).bytes(Bytes.EMPTY));
        refuses(RlpWriter.listOf(
                list -> list.number(3).number(0).hash(Hash.ZERO).encoded(mark)));
    }

    private void refuses(Bytes entry) throws Exception {
        open().close();
        try (DiskFolder held = DiskFolder.open(folder);
                AppendLog log = AppendLog.open(held, StatementLog.SEGMENT_BYTES, read -> {})) {
            log.append(List.of(entry));
        }
        TreeMap<String, Bytes> before = files();

        assertThatThrownBy(this::open).isInstanceOfSatisfying(StorageException.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(StorageException.Reason.NEWER);
            assertThat(ExitCode.of(refusal)).isEqualTo(ExitCode.REFUSED);
            assertThat(refusal).hasMessageContaining("run the version that wrote it");
        });

        assertThat(files()).isEqualTo(before);
    }

    private StatementLog open() {
        try (DiskFolder held = DiskFolder.open(folder)) {
            return StatementLog.open(held, Root.genesis(Hash.ZERO));
        }
    }

    private TreeMap<String, Bytes> files() throws IOException {
        TreeMap<String, Bytes> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Bytes.copyOf(Files.readAllBytes(file)));
            }
        }
        return files;
    }
}
