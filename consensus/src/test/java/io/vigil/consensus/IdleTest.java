package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.messages.Message;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A11: an idle chain neither times out nor spins, and one transaction anywhere is final as soon as it can be. */
class IdleTest {
    private static final Duration EMPTY_INTERVAL = Bench.FAST.emptyBlockInterval();
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Mesh mesh = new Mesh(Bench.FAST);

    @Test
    void noTimeoutInTenEmptyIntervals() {
        mesh.pass(EMPTY_INTERVAL.multipliedBy(10).plus(SECOND));
        assertThat(mesh.timeouts).isEmpty();
        assertThat(mesh.chain.size()).isBetween(9, 10);
    }

    /** WAKE, PROPOSE, VOTE, COMMITVOTE. */
    @Test
    void txAtNonLeader4Hops() {
        settle();
        int leader = mesh.committee.leader(mesh.view(0));
        mesh.submit((leader + 1) % Mesh.SIZE);
        assertThat(untilFinal()).isLessThanOrEqualTo(Mesh.DELAY.multipliedBy(4));
        assertThat(mesh.timeouts).isEmpty();
    }

    @Test
    void deadLeaderOnIdleChain() {
        settle();
        int leader = mesh.committee.leader(mesh.view(0));
        mesh.kill(leader);
        for (int node = 0; node < Mesh.SIZE; node++) {
            mesh.submit(node); // as gossip has it one δ later
        }
        Duration base = Duration.ofMillis(600);
        Duration slack = Duration.ofMillis(200); // 2Δ for the WAKE and the proposal
        Duration took = mesh.until(() -> mesh.isFinal((leader + 1) % Mesh.SIZE), Duration.ofSeconds(3));
        assertThat(took).isBetween(base, base.plus(slack).plus(Mesh.DELAY.multipliedBy(7)));
    }

    /** The transaction lies in a block that is not final yet: it wakes nobody again. */
    @Test
    void includedTxIsNotWork() {
        settle();
        int before = mesh.chain.size();
        mesh.submit(1);
        mesh.pass(SECOND);
        assertThat(mesh.isFinal(0)).isTrue();
        assertThat(mesh.chain).hasSize(before + 1);
        assertThat(mesh.isIdle()).isTrue();
    }

    /** A hostile validator wakes all but the one who could do something about it. */
    @Test
    void wakeToAllButLeader() {
        settle();
        int before = mesh.chain.size();
        int leader = mesh.committee.leader(mesh.view(0));
        int hostile = (leader + 1) % Mesh.SIZE;
        for (int to = 0; to < Mesh.SIZE; to++) {
            if (to != leader && to != hostile) {
                mesh.wake(hostile, to);
            }
        }
        mesh.pass(SECOND);
        assertThat(mesh.timeouts).isEmpty();
        assertThat(mesh.chain).as("an empty block").hasSize(before + 1);
    }

    /** At worst it makes the blocks that a busy chain makes anyway. */
    @Test
    void wakeSpamBounded() {
        Duration target = Duration.ofMillis(200);
        Mesh paced = new Mesh(new ConsensusParameters(
                target, EMPTY_INTERVAL, Bench.FAST.delta(), Bench.FAST.build(), Bench.FAST.execution(), 8));
        paced.pass(SECOND);
        int before = paced.chain.size();
        int[] passedOn = new int[1];
        paced.links = (from, to, message) -> {
            passedOn[0] += message instanceof Message.Wake ? 1 : 0;
            return true;
        };
        int seconds = 4;
        for (int ms = 0; ms < 1_000 * seconds; ms++) {
            for (int to = 0; to < Mesh.SIZE - 1; to++) {
                paced.wake(Mesh.SIZE - 1, to);
            }
            paced.pass(Duration.ofMillis(1));
        }
        int made = paced.chain.size() - before;
        assertThat(made).isLessThanOrEqualTo((int) (SECOND.multipliedBy(seconds).toMillis() / target.toMillis()) + 1);
        assertThat(passedOn[0])
                .as("once by each follower in each view")
                .isLessThanOrEqualTo((Mesh.SIZE - 1) * (made + 2));
        assertThat(paced.timeouts).isEmpty();
    }

    /** Somewhere in the first idle interval, a second before its end. */
    private void settle() {
        mesh.pass(EMPTY_INTERVAL.plus(SECOND));
        assertThat(mesh.isIdle()).isTrue();
    }

    private Duration untilFinal() {
        return mesh.until(
                () -> {
                    for (int i = 0; i < Mesh.SIZE; i++) {
                        if (!mesh.isFinal(i)) {
                            return false;
                        }
                    }
                    return true;
                },
                Duration.ofSeconds(3));
    }
}
