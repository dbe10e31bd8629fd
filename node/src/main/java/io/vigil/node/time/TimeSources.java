package io.vigil.node.time;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vigil.node.config.NodeConfig;
import io.vigil.timesync.Answer;
import io.vigil.timesync.Source;
import io.vigil.timesync.Tier;
import io.vigil.timesync.TimeSource;
import io.vigil.timesync.clock.MachineClocks;
import io.vigil.timesync.files.EvidenceFolder;
import io.vigil.timesync.files.ServerListFile;
import io.vigil.timesync.roughtime.RoughtimeServers;
import io.vigil.timesync.udp.NtpServer;
import io.vigil.timesync.udp.NtpSource;
import io.vigil.timesync.udp.RoughtimeSource;
import io.vigil.timesync.udp.UdpExchange;
import io.vigil.types.MalformedException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The servers that a node's settings name. No socket, selector or event loop exists before the first question: a node
 * that asks nobody has nothing open.
 */
final class TimeSources implements AutoCloseable {
    private final List<NtpServer> ntp;
    private final List<RoughtimeServers.Server> roughtime;
    private final MachineClocks machine;
    private final EvidenceFolder evidence;
    private final Executor executor;
    private final long driftPpm;
    private Optional<EventLoopGroup> loops = Optional.empty();
    private boolean closed;

    private TimeSources(
            List<NtpServer> ntp,
            List<RoughtimeServers.Server> roughtime,
            MachineClocks machine,
            EvidenceFolder evidence,
            Executor executor,
            long driftPpm) {
        this.ntp = ntp;
        this.roughtime = roughtime;
        this.machine = machine;
        this.evidence = evidence;
        this.executor = executor;
        this.driftPpm = driftPpm;
    }

    /** @throws MalformedException if the list of Roughtime servers, where the mode needs it, is not one */
    static TimeSources of(NodeConfig.TimeSync config, MachineClocks machine, EvidenceFolder evidence, Executor executor)
            throws MalformedException {
        boolean listed = config.mode().tiers().contains(Tier.ROUGHTIME);
        return of(
                config.mode().tiers().contains(Tier.NTP) ? config.ntpServers() : List.of(),
                listed ? ServerListFile.read(config.roughtimeList()) : List.of(),
                machine,
                evidence,
                executor,
                config.driftPpm());
    }

    /** @throws MalformedException if an address in the list is none */
    static TimeSources of(
            List<NtpServer> ntp,
            List<RoughtimeServers.Server> roughtime,
            MachineClocks machine,
            EvidenceFolder evidence,
            Executor executor,
            long driftPpm)
            throws MalformedException {
        RoughtimeSource.checkAddresses(roughtime);
        return new TimeSources(ntp, roughtime, machine, evidence, executor, driftPpm);
    }

    /** For the vote. */
    List<Source> voters() {
        List<Source> voters =
                new ArrayList<>(ntp.stream().map(NtpServer::source).toList());
        voters.addAll(RoughtimeSource.sources(roughtime));
        return voters;
    }

    Map<Tier, TimeSource> byTier() {
        Map<Tier, TimeSource> sources = new EnumMap<>(Tier.class);
        if (!ntp.isEmpty()) {
            sources.put(Tier.NTP, new Opened(this::openNtp));
        }
        if (!roughtime.isEmpty()) {
            sources.put(Tier.ROUGHTIME, new Opened(this::openRoughtime));
        }
        return sources;
    }

    private TimeSource openNtp() {
        return new NtpSource(ntp, exchange(), executor, machine::monoNanos, new SecureRandom(), driftPpm);
    }

    private TimeSource openRoughtime() {
        try {
            return new RoughtimeSource(
                    roughtime,
                    exchange(),
                    machine::monoNanos,
                    new SecureRandom(),
                    report -> evidence.keep(report).toString());
        } catch (MalformedException e) {
            throw new IllegalStateException("an address that was checked when the list was read", e);
        }
    }

    private synchronized UdpExchange exchange() {
        if (closed) {
            throw new IllegalStateException("asked for the time after closing");
        }
        EventLoopGroup group = loops.orElseGet(() -> new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()));
        loops = Optional.of(group);
        return new UdpExchange(group, machine::monoNanos);
    }

    @Override
    public synchronized void close() {
        closed = true;
        loops.ifPresent(
                group -> group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly());
    }

    /** A source that is made when it is first asked. */
    private static final class Opened implements TimeSource {
        private final Supplier<TimeSource> opening;
        private Optional<TimeSource> opened = Optional.empty();

        Opened(Supplier<TimeSource> opening) {
            this.opening = opening;
        }

        @Override
        public void measure(Consumer<Answer> answers) {
            open().measure(answers);
        }

        @Override
        public void forget() {
            opened().ifPresent(TimeSource::forget);
        }

        private synchronized TimeSource open() {
            TimeSource source = opened.orElseGet(opening);
            opened = Optional.of(source);
            return source;
        }

        private synchronized Optional<TimeSource> opened() {
            return opened;
        }
    }
}
