package io.vigil.node.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.clock.ClockJournal;
import io.vigil.timesync.clock.MachineClocks;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimekeeperTest {
    private static final String THREE = "a.invalid operator=a,b.invalid operator=b,c.invalid operator=c";

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-11-21T03:00:00Z"));
    private final long started = System.nanoTime();
    private final List<Alarm> raised = new ArrayList<>();

    @Test
    void byDefaultTheNodeRunsOnTheSystemClockAndOpensNothing() throws MalformedException {
        try (Timekeeper keeper = open(Map.of())) {
            keeper.tick();

            assertThat(keeper.clock().status()).isEqualTo(ClockStatus.SYNCED);
            assertThat(keeper.allowsProposing()).isTrue();
            assertThat(Duration.between(keeper.instants().instant(), now())).isLessThan(Duration.ofSeconds(1));
            assertThat(ClockJson.of(keeper.report()).path("mode").asText()).isEqualTo("system");
            assertThat(raised).isEmpty();
        }
    }

    @Test
    void tooFewSourcesAreRefusedByName() {
        assertThatThrownBy(() -> open(
                        Map.of(Settings.TIMESYNC_MODE, "ntp", Settings.TIMESYNC_NTP_SERVERS, "a.invalid,b.invalid")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("NTP has 2 sources");
    }

    @Test
    void aListWithAFaultIsRefusedWithItsPlace() throws IOException {
        Files.writeString(folder.resolve("roughtime.json"), "{\"servers\": [{\"name\": \"x\", \"version\": 3}]}");

        assertThatThrownBy(() -> open(Map.of(Settings.TIMESYNC_MODE, "roughtime")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("x: version 3 is not one we speak");
    }

    @Test
    void aStartBeforeThePersistedTimeAlarmsAndRuns() throws MalformedException {
        try (Timekeeper keeper = open(Map.of())) {
            keeper.tick();
        }
        wall.set(wall.get().minus(Duration.ofDays(1)));
        try (Timekeeper keeper = open(Map.of())) {
            assertThat(raised).singleElement().isInstanceOf(Alarm.BehindThePast.class);
            assertThat(keeper.allowsProposing()).isTrue();
        }
    }

    /** The fault of Prysm's hot fix: turning one thing off must not change another. */
    @Test
    void noCombinationOfClockSettingsChangesAnyOtherSetting() throws MalformedException {
        Set<NodeConfig> others = new HashSet<>();
        int combinations = 0;
        for (String mode : List.of("system", "ntp", "ntp+roughtime", "manual")) {
            for (int bits = 0; bits < 16; bits++) {
                Map<Setting<?>, String> flags = new HashMap<>();
                flags.put(Settings.TIMESYNC_MODE, mode);
                flags.put(Settings.TIMESYNC_CORRECTION, onOff((bits & 1) != 0));
                flags.put(Settings.TIMESYNC_MONITORING, onOff((bits & 2) != 0));
                flags.put(Settings.TIMESYNC_NTP_SERVERS, (bits & 4) != 0 ? THREE : "");
                flags.put(Settings.TIMESYNC_MANUAL_OFFSET, (bits & 8) != 0 ? "-250" : "0");
                NodeConfig config = config(flags);
                assertThat(config.timesync().correction()).isEqualTo((bits & 1) != 0);
                assertThat(config.timesync().monitoring()).isEqualTo((bits & 2) != 0);
                others.add(new NodeConfig(
                        config.p2p(),
                        config.rpc(),
                        config.admin(),
                        config.storage(),
                        config.snapshots(),
                        config(Map.of()).timesync(),
                        config.eth1(),
                        config.keys(),
                        config.log(),
                        config.upgrade()));
                combinations++;
            }
        }
        assertThat(combinations).isEqualTo(64);
        assertThat(others).hasSize(1);
    }

    @Test
    void switchesAreTurnedByTheirWords() throws MalformedException {
        try (Timekeeper keeper = open(Map.of(Settings.TIMESYNC_MODE, "ntp", Settings.TIMESYNC_NTP_SERVERS, THREE))) {
            assertThat(keeper.report().correcting()).isFalse();
            keeper.turn(ClockSwitches.parse("on"));
            assertThat(keeper.report().correcting()).isTrue();
            keeper.turn(ClockSwitches.parse("off"));
            keeper.turn(ClockSwitches.parse("monitor-off"));
            assertThat(keeper.report().correcting()).isFalse();
            assertThat(keeper.report().monitoring()).isFalse();
            assertThat(keeper.clock().status()).isEqualTo(ClockStatus.SYNCED);
        }
        assertThatThrownBy(() -> ClockSwitches.parse("steer=501")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> ClockSwitches.parse("maybe")).isInstanceOf(MalformedException.class);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private Timekeeper open(Map<Setting<?>, String> flags) throws MalformedException {
        MachineClocks machine = new MachineClocks(this::now, System::nanoTime);
        return Timekeeper.open(home(), config(flags).timesync(), journal(), machine);
    }

    /** Runs on from {@link #wall}, so that only the test's own steps are steps. */
    private Instant now() {
        return wall.get().plusNanos(System.nanoTime() - started);
    }

    private NodeConfig config(Map<Setting<?>, String> flags) throws MalformedException {
        return Settings.tree(home(), ConfigSources.resolve(home(), Map.of(), flags));
    }

    private NodeHome home() {
        return new NodeHome(folder);
    }

    private ClockJournal journal() {
        return new ClockJournal() {
            @Override
            public void raised(Alarm alarm) {
                raised.add(alarm);
            }

            @Override
            public void cleared(Alarm alarm) {}

            @Override
            public void entered(ClockStatus status, String why) {}
        };
    }
}
