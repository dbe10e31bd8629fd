package io.vigil.node.time;

import io.vigil.timesync.Survey;
import io.vigil.timesync.Tier;
import io.vigil.timesync.TimeSettings;
import io.vigil.timesync.TimeSource;
import io.vigil.timesync.clock.MachineClocks;
import io.vigil.timesync.files.EvidenceFolder;
import io.vigil.timesync.roughtime.RoughtimeServers;
import io.vigil.timesync.udp.NtpServer;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks any servers once: {@code vigil clock check}. */
public final class ServerSurvey {
    /** NTP servers are asked so often; the filter keeps the quickest answer. */
    private static final int NTP_ROUNDS = 3;

    private ServerSurvey() {}

    /**
     * @param evidence folder for proofs of contradiction
     * @throws MalformedException if an address is none
     */
    public static Survey.Result of(List<NtpServer> ntp, List<RoughtimeServers.Server> roughtime, Path evidence)
            throws MalformedException {
        MachineClocks machine = new MachineClocks(InstantSource.system(), System::nanoTime);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                TimeSources sources = TimeSources.of(
                        ntp,
                        roughtime,
                        machine,
                        new EvidenceFolder(evidence, InstantSource.system()),
                        executor,
                        TimeSettings.DRIFT_PPM)) {
            Survey survey = new Survey(sources.voters());
            Map<Tier, TimeSource> byTier = sources.byTier();
            for (Map.Entry<Tier, TimeSource> each : byTier.entrySet()) {
                int rounds = each.getKey() == Tier.NTP ? NTP_ROUNDS : 1;
                for (int round = 0; round < rounds; round++) {
                    each.getValue().measure(answer -> {
                        synchronized (survey) {
                            survey.take(each.getKey(), answer);
                        }
                    });
                }
            }
            return survey.result(machine.read());
        }
    }
}
