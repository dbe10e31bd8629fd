package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.time.ServerSurvey;
import io.vigil.timesync.SourceReport;
import io.vigil.timesync.Survey;
import io.vigil.timesync.Verdict;
import io.vigil.timesync.files.ServerListFile;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LyingServersTest {
    @TempDir
    private Path folder;

    @Test
    void theFirstFewLieWhenToldAndTellTheTruthWhenTold() throws MalformedException {
        try (LyingServersProcess servers = LyingServersProcess.start(folder, 3)) {
            assertThat(survey().isClean()).isTrue();
            servers.lie(1);
            Survey.Result lied = survey();
            while (lied.isClean()) { // the order is on its way to the other process
                lied = survey();
            }

            assertThat(lied.agreed()).isTrue();
            assertThat(lied.contradictions()).isNotEmpty();
            assertThat(liars(lied)).containsExactly(LyingServers.name(0));
        }
    }

    private Survey.Result survey() throws MalformedException {
        return ServerSurvey.of(
                List.of(), ServerListFile.read(folder.resolve(LyingServers.LIST)), folder.resolve("evidence"));
    }

    private static List<String> liars(Survey.Result result) {
        return result.sources().stream()
                .filter(report -> report.verdict() == Verdict.LIES_OUTSIDE)
                .map(SourceReport::source)
                .map(source -> source.name())
                .toList();
    }
}
