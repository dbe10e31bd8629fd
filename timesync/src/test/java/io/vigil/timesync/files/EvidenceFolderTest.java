package io.vigil.timesync.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.timesync.roughtime.ChainLink;
import io.vigil.timesync.roughtime.MalfeasanceReport;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceFolderTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-21T03:04:05Z");

    @Test
    void whatIsKeptIsReadBackAndListedOldestFirst() throws MalformedException {
        EvidenceFolder evidence = new EvidenceFolder(folder.resolve("evidence"), () -> now);
        assertThat(evidence.list()).isEmpty();
        Path first = evidence.keep(report(1));
        now = now.plusSeconds(1);
        Path second = evidence.keep(report(2));

        assertThat(evidence.list()).containsExactly(first, second);
        assertThat(EvidenceFolder.read(first)).isEqualTo(report(1));
        assertThat(first.getFileName().toString()).matches("malfeasance-20261121T030405Z-[0-9a-f]{8}\\.json");
    }

    @Test
    void theFolderDoesNotGrowWithoutEnd() {
        EvidenceFolder evidence = new EvidenceFolder(folder, () -> now);
        for (int i = 0; i < EvidenceFolder.MAX_REPORTS + 3; i++) {
            now = now.plusSeconds(1);
            evidence.keep(report(i));
        }

        assertThat(evidence.list()).hasSize(EvidenceFolder.MAX_REPORTS);
    }

    @Test
    void aFileThatIsNoReportIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{\"responses\": 5}");

        assertThatThrownBy(() -> EvidenceFolder.read(file)).isInstanceOf(MalformedException.class);
    }

    @Test
    void theLastKnownTimeNeverGoesBack() throws IOException {
        LastKnownTime known = new LastKnownTime(folder);
        assertThat(known.read()).isEmpty();
        known.advance(now);
        known.advance(now.minusSeconds(100));

        assertThat(known.read()).contains(now);
        Files.writeString(folder.resolve("last-known-time"), "yesterday");
        assertThat(known.read()).isEmpty();
    }

    private static MalfeasanceReport report(int number) {
        Bytes bytes = Bytes.of(number);
        return new MalfeasanceReport(List.of(new ChainLink(Bytes.EMPTY, bytes, bytes, bytes)));
    }
}
