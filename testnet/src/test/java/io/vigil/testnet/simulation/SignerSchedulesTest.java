package io.vigil.testnet.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement;
import io.vigil.node.keys.StatementLog;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.SimulatedFolder;
import io.vigil.types.Keccak;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code vigil sim --signer 1000000} plays more of them. */
class SignerSchedulesTest {
    private static final long SCHEDULES = 10_000;
    private static final int STEPS = 8;

    private long outcomes;

    @Test
    void noScheduleSignsTwiceAndNothingThatCm1SaysIsRefused() {
        SignerSchedules.Result result = new SignerSchedules(1, SCHEDULES).run(progress -> {});

        System.out.println(result);
        assertThat(result.failure()).isEmpty();
        assertThat(result.schedules()).isEqualTo(SCHEDULES);
        assertThat(result.signed()).isGreaterThan(10 * SCHEDULES);
        assertThat(List.of(
                        result.repeated(),
                        result.rivals(),
                        result.crashes(),
                        result.moves(),
                        result.restores(),
                        result.copies()))
                .allSatisfy(count -> assertThat(count).isGreaterThan(SCHEDULES / 4));
    }

    /** Death before each effect of the first steps, and from there every state of the disk that the loss of power can leave. */
    @Test
    void everyPrefixAndEverySubsetOfUnsyncedWritesLeavesTheRecordBeforeOrAfterTheStep() {
        SignedSteps said = SignedSteps.of(SimulationPlan.hostile(4, 20), 1);
        SignedSteps.Trace trace = said.traces().getFirst();
        SimulatedFolder whole = new SimulatedFolder();
        play(said, trace, whole);
        long effects = whole.effects();
        for (long effect = 1; effect <= effects + 1; effect++) {
            SimulatedFolder folder = new SimulatedFolder();
            folder.dieAtEffect(effect);
            int acknowledged = play(said, trace, folder);
            folder.dieAtEffect(Long.MAX_VALUE);
            folder.everyCrash(after -> expectSound(said, trace, acknowledged, after));
        }
        System.out.println("deaths before each of " + effects + " effects of " + STEPS + " steps: " + outcomes
                + " states of the disk, all sound");
        assertThat(effects).isGreaterThan(2L * STEPS);
        assertThat(outcomes).isGreaterThan(1_000);
    }

    /** @return how many steps were acknowledged before it died */
    private static int play(SignedSteps said, SignedSteps.Trace trace, SimulatedFolder folder) {
        int acknowledged = 0;
        try {
            StatementLog log = StatementLog.open(folder, said.root());
            for (List<Statement> step : trace.steps().subList(0, STEPS)) {
                log.admit(step);
                acknowledged++;
            }
        } catch (StorageException e) {
            // died
        }
        return acknowledged;
    }

    private void expectSound(SignedSteps said, SignedSteps.Trace trace, int acknowledged, SimulatedFolder after) {
        outcomes++;
        StatementLog log = StatementLog.open(after, said.root());
        SafetyRecord before = trace.records().get(acknowledged);
        SafetyRecord next = trace.records().get(Math.min(acknowledged + 1, STEPS));
        assertThat(log.record()).isIn(before, next);
        if (acknowledged < STEPS) {
            log.admit(trace.steps().get(acknowledged)); // said again or for the first time: legal
            assertThat(log.record()).isEqualTo(next);
        }
        next.lastVote()
                .ifPresent(vote -> assertThatThrownBy(() -> log.admit(List.of(rivalOf(vote))))
                        .isInstanceOf(IllegalStateException.class));
    }

    private static Statement rivalOf(Statement.Vote vote) {
        BlockRef block = vote.block();
        BlockRef other = new BlockRef(
                Keccak.hash(block.hash().bytes()),
                block.parent(),
                block.height(),
                block.epoch(),
                block.view(),
                block.leader(),
                block.lastOfEpoch());
        return new Statement.Vote(vote.view(), other, vote.grounds());
    }
}
