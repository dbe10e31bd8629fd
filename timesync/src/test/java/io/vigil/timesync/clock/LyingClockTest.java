package io.vigil.timesync.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.Mode;
import io.vigil.timesync.Reading;
import io.vigil.timesync.SourceReport;
import io.vigil.timesync.Tier;
import io.vigil.timesync.TimeSettings;
import io.vigil.timesync.Verdict;
import io.vigil.timesync.files.EvidenceFolder;
import io.vigil.timesync.roughtime.ChainCheck;
import io.vigil.timesync.udp.RoughtimeNetwork;
import io.vigil.timesync.udp.RoughtimeSource;
import io.vigil.timesync.udp.UdpExchange;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The incident of 15 August 2020 against six servers over real sockets: in 2020 one of six moved every clock by four
 * hours. Here no number of them moves it at all, and each case is told apart.
 */
class LyingClockTest {
    private static final int SERVERS = 6;

    @TempDir
    Path folder;

    private final MachineClocks machine = RoughtimeNetwork.machine();
    private final List<Alarm> raised = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "0, true, SYNCED", "1, true, SYNCED", "2, true, SYNCED", "3, true, NO_MAJORITY", "6, true, UNSYNCED",
        "0, false, SYNCED", "1, false, SYNCED", "2, false, SYNCED", "3, false, NO_MAJORITY", "6, false, UNSYNCED"
    })
    void aDayAheadMovesNothing(int liars, boolean correction, ClockStatus expected) throws MalformedException {
        Duration[] offsets = new Duration[SERVERS];
        Arrays.fill(offsets, Duration.ZERO);
        Arrays.fill(offsets, 0, liars, Duration.ofDays(1));
        EvidenceFolder evidence = new EvidenceFolder(folder, InstantSource.system());
        try (RoughtimeNetwork network = new RoughtimeNetwork(machine, offsets)) {
            DisciplinedClock clock = clock(network, correction, evidence);
            clock.tick();

            assertThat(clock.status()).isEqualTo(expected);
            assertThat(clock.report().correction()).isZero();
            assertThat(clock.report().target()).isZero();
            assertThat(expected.allowsProposing()).isTrue();
            Instant now = clock.now();
            assertThat(Duration.between(Reading.instant(machine.read().wallNanos()), now)
                            .abs())
                    .isLessThan(Duration.ofMillis(50));
            assertThat(named(clock.report().sources())).isEqualTo(liars < 3 ? liars : 0);
            assertThat(raised.isEmpty()).isEqualTo(liars == 0);
            assertThat(evidence.list().isEmpty()).isEqualTo(liars == 0 || liars == SERVERS);
            for (Path file : evidence.list()) {
                assertThat(ChainCheck.of(EvidenceFolder.read(file)).contradictions())
                        .isNotEmpty();
            }
        }
    }

    private static long named(List<SourceReport> sources) {
        return sources.stream()
                .filter(report -> report.verdict() == Verdict.LIES_OUTSIDE)
                .filter(report -> report.describe().contains("offset +86400")
                        || report.describe().contains("offset +86399"))
                .count();
    }

    private DisciplinedClock clock(RoughtimeNetwork network, boolean correction, EvidenceFolder evidence)
            throws MalformedException {
        RoughtimeSource source = new RoughtimeSource(
                network.list(),
                new UdpExchange(network.loops().group(), machine::monoNanos),
                machine::monoNanos,
                new SecureRandom(),
                report -> evidence.keep(report).toString());
        TimeSettings settings =
                TimeSettings.of(Mode.ROUGHTIME, correction, true, RoughtimeSource.sources(network.list()));
        return new DisciplinedClock(
                settings, machine, Map.of(Tier.ROUGHTIME, source), Runnable::run, new ClockJournal() {
                    @Override
                    public void raised(Alarm alarm) {
                        raised.add(alarm);
                    }

                    @Override
                    public void cleared(Alarm alarm) {}

                    @Override
                    public void entered(ClockStatus status, String why) {}
                });
    }
}
