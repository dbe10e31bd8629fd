package io.vigil.node.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.config.Endpoint;
import io.vigil.node.p2p.ClockSample;
import io.vigil.node.p2p.Direction;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerInfo;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.Role;
import io.vigil.timesync.ClockEvent.PeerClock;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidatorClocksTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration RADIUS = Duration.ofMillis(1);
    private static final long ASKED = 42;

    @Test
    void onlyMeasuredValidatorsCountAndEachOnce() {
        List<PeerStatus> connected = List.of(
                peer(1, role(1), HOUR, RADIUS),
                peer(2, role(1), HOUR.negated(), RADIUS),
                peer(3, role(2), HOUR, Duration.ZERO),
                peer(4, new Role.Observer(), HOUR, RADIUS),
                peer(5, role(9), HOUR, RADIUS));

        assertThat(ValidatorClocks.of(connected, key -> key.equals(key(1)) ? 3 : 0, 7, key(9)))
                .hasValueSatisfying(clocks -> {
                    assertThat(clocks.peers())
                            .containsExactly(new PeerClock(3, HOUR.minus(RADIUS).toNanos(), ASKED));
                    assertThat(clocks.ownPower()).isZero();
                    assertThat(clocks.totalPower()).isEqualTo(7);
                });
    }

    /** One that a suspended process slept through, and one over a slow link. */
    @Test
    void aSlowExchangeMakesNoClockWrong() {
        List<PeerStatus> connected = List.of(
                peer(1, role(1), Duration.ofSeconds(-15), Duration.ofSeconds(15)),
                peer(2, role(2), Duration.ofMillis(-300), Duration.ofMillis(400)));

        assertThat(ValidatorClocks.of(connected, key -> 1, 3, key(9)))
                .hasValueSatisfying(clocks -> assertThat(clocks.peers()).containsExactly(new PeerClock(1, 0, ASKED)));
    }

    private static PeerStatus peer(int id, Role role, Duration offset, Duration radius) {
        return new PeerStatus(
                new PeerInfo(
                        new NodeId(filled(32, id)),
                        new Endpoint("127.0.0.1", 1000 + id),
                        role,
                        Direction.INCOMING,
                        "test"),
                Duration.ZERO,
                Duration.ZERO,
                new ClockSample(offset, radius, ASKED),
                0,
                0,
                0,
                0,
                0);
    }

    private static Role role(int key) {
        return new Role.Validator(key(key), filled(Role.Validator.SIGNATURE_BYTES, key));
    }

    private static Bytes key(int number) {
        return filled(Role.Validator.KEY_BYTES, number);
    }

    private static Bytes filled(int size, int value) {
        byte[] array = new byte[size];
        Arrays.fill(array, (byte) value);
        return Bytes.wrap(array);
    }
}
