package io.vigil.timesync.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.Answer;
import io.vigil.timesync.clock.MachineClocks;
import io.vigil.timesync.roughtime.ChainCheck;
import io.vigil.timesync.roughtime.MalfeasanceReport;
import io.vigil.types.MalformedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoughtimeSourceTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final MachineClocks machine = RoughtimeNetwork.machine();
    private final List<MalfeasanceReport> kept = new ArrayList<>();

    @Test
    void honestServersAreHeardTwiceAndContradictNobody() throws MalformedException {
        try (RoughtimeNetwork network = new RoughtimeNetwork(machine, Duration.ZERO, Duration.ZERO, Duration.ZERO)) {
            List<Answer> answers = measure(network);

            assertThat(answers)
                    .hasSize(6)
                    .allSatisfy(answer -> assertThat(answer).isInstanceOfSatisfying(Answer.Heard.class, heard -> {
                        long trueLessMono = machine.read().wallLessMonoNanos();
                        assertThat(heard.sample().trueLessMono().nearestTo(trueLessMono))
                                .isEqualTo(trueLessMono);
                    }));
            assertThat(kept).isEmpty();
            assertThat(network.servers())
                    .allSatisfy(server -> assertThat(server.answered()).isEqualTo(2));
        }
    }

    @Test
    void aLiarContradictsItselfOrOthersInTwoPassesAndTheProofHolds() throws MalformedException {
        for (Duration lie : List.of(DAY, DAY.negated())) {
            kept.clear();
            try (RoughtimeNetwork network = new RoughtimeNetwork(machine, Duration.ZERO, lie, Duration.ZERO)) {
                List<Answer> answers = measure(network);

                assertThat(answers)
                        .anyMatch(answer -> answer instanceof Answer.Contradicted contradicted
                                && (contradicted.earlier().equals("s1")
                                        || contradicted.later().equals("s1")));
                assertThat(kept).hasSize(1);
                assertThat(ChainCheck.of(kept.getFirst()).contradictions()).isNotEmpty();
            }
        }
    }

    @Test
    void aDeadServerIsRefusedThenLeftAloneForAWhile() throws MalformedException {
        try (RoughtimeNetwork network = new RoughtimeNetwork(machine, Duration.ZERO, Duration.ZERO, Duration.ZERO)) {
            network.servers().getFirst().close();
            RoughtimeSource source = source(network);
            List<Answer> first = new ArrayList<>();
            List<Answer> second = new ArrayList<>();
            source.measure(first::add);
            source.measure(second::add);

            assertThat(first)
                    .filteredOn(answer -> answer instanceof Answer.Refused)
                    .singleElement()
                    .satisfies(refused -> assertThat(refused.toString()).contains("no properly signed reply"));
            assertThat(second)
                    .filteredOn(answer -> answer instanceof Answer.Refused)
                    .singleElement()
                    .satisfies(refused -> assertThat(refused.toString()).contains("1 failures"));
        }
    }

    @Test
    void backOffGrowsByHalfUpToADay() {
        Backoff backoff = Backoff.NONE;
        assertThat(backoff.allowsAsking(0)).isTrue();
        backoff = backoff.failed(0);
        assertThat(backoff.pause()).isEqualTo(Duration.ofSeconds(1));
        backoff = backoff.failed(0).failed(0);
        assertThat(backoff.pause()).isEqualTo(Duration.ofMillis(2250));
        assertThat(backoff.allowsAsking(Duration.ofSeconds(2).toNanos())).isFalse();
        assertThat(backoff.allowsAsking(Duration.ofSeconds(3).toNanos())).isTrue();
        for (int i = 0; i < 200; i++) {
            backoff = backoff.failed(0);
        }
        assertThat(backoff.pause()).isEqualTo(Duration.ofDays(1));
    }

    private List<Answer> measure(RoughtimeNetwork network) throws MalformedException {
        List<Answer> answers = new ArrayList<>();
        source(network).measure(answers::add);
        return answers;
    }

    private RoughtimeSource source(RoughtimeNetwork network) throws MalformedException {
        return new RoughtimeSource(
                network.list(),
                new UdpExchange(network.loops().group(), machine::monoNanos),
                machine::monoNanos,
                new SecureRandom(),
                report -> {
                    kept.add(report);
                    return "kept";
                });
    }
}
