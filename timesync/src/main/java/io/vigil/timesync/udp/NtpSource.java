package io.vigil.timesync.udp;

import io.vigil.timesync.Answer;
import io.vigil.timesync.TimeSource;
import io.vigil.timesync.ntp.ClockFilter;
import io.vigil.timesync.ntp.NtpPacket;
import io.vigil.timesync.ntp.NtpReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** All NTP servers, asked side by side: one question each, one answer each. */
public final class NtpSource implements TimeSource {
    private static final Duration PATIENCE = NtpReply.MAX_DELAY;

    private final List<Asked> servers;
    private final UdpExchange exchange;
    private final Executor executor;
    private final LongSupplier monoNanos;
    private final RandomGenerator random;

    /**
     * @param executor runs one blocking question per server; virtual threads are best
     * @param random must not be guessable: it makes the nonces
     */
    public NtpSource(
            List<NtpServer> servers,
            UdpExchange exchange,
            Executor executor,
            LongSupplier monoNanos,
            RandomGenerator random,
            long driftPpm) {
        this.servers = servers.stream()
                .map(server -> new Asked(server, new ClockFilter(driftPpm)))
                .toList();
        this.exchange = exchange;
        this.executor = executor;
        this.monoNanos = monoNanos;
        this.random = random;
    }

    @Override
    public void measure(Consumer<Answer> answers) {
        CountDownLatch open = new CountDownLatch(servers.size());
        for (Asked server : servers) {
            executor.execute(() -> {
                try {
                    answers.accept(server.ask());
                } finally {
                    open.countDown();
                }
            });
        }
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void forget() {
        servers.forEach(Asked::forget);
    }

    /** One server with what is remembered of it. */
    private final class Asked {
        /** RFC 5905 §7.4: after RATE ask at most this often; each further one doubles it. */
        private static final Duration SLOWEST = Duration.ofSeconds(1024);

        private static final Duration SLOWED = Duration.ofSeconds(64);

        private final NtpServer server;
        private final ClockFilter filter;
        private boolean sentAway;
        private long pauseNanos;
        private long askedMonoNanos;
        private long forgottenMonoNanos = Long.MIN_VALUE;

        Asked(NtpServer server, ClockFilter filter) {
            this.server = server;
            this.filter = filter;
        }

        synchronized void forget() {
            filter.forget();
            forgottenMonoNanos = monoNanos.getAsLong();
        }

        Answer ask() {
            String name = server.source().name();
            synchronized (this) {
                if (sentAway) {
                    return new Answer.Refused(name, "told us to stop asking");
                }
                if (pauseNanos > 0 && monoNanos.getAsLong() - askedMonoNanos < pauseNanos) {
                    return new Answer.Refused(name, "told us to ask less often");
                }
                askedMonoNanos = monoNanos.getAsLong();
            }
            long nonce = random.nextLong();
            return exchange.ask(
                            server.address().resolve(),
                            NtpPacket.question(nonce),
                            PATIENCE,
                            reply -> !(check(nonce, reply) instanceof NtpReply.Invalid invalid) || invalid.isOurs())
                    .map(reply -> judge(name, check(nonce, reply), reply.sentMonoNanos()))
                    .orElseGet(() -> new Answer.Refused(name, "no reply within " + PATIENCE.toSeconds() + " s"));
        }

        private static NtpReply check(long nonce, UdpExchange.Reply reply) {
            return NtpReply.check(nonce, reply.datagram(), reply.sentMonoNanos(), reply.receivedMonoNanos());
        }

        private synchronized Answer judge(String name, NtpReply reply, long sentMonoNanos) {
            return switch (reply) {
                case NtpReply.Valid valid
                when sentMonoNanos < forgottenMonoNanos ->
                    new Answer.Refused(name, "asked before the clock was disrupted");
                case NtpReply.Valid valid -> {
                    pauseNanos = 0;
                    yield new Answer.Heard(name, filter.add(valid.measurement()));
                }
                case NtpReply.Kiss kiss -> {
                    obey(kiss);
                    yield new Answer.Refused(name, "kiss code " + kiss.code());
                }
                case NtpReply.Invalid invalid -> new Answer.Refused(name, invalid.why());
            };
        }

        private void obey(NtpReply.Kiss kiss) {
            sentAway |= kiss.sendsAway();
            if (kiss.slowsDown()) {
                pauseNanos = Math.clamp(2 * pauseNanos, SLOWED.toNanos(), SLOWEST.toNanos());
            }
        }
    }
}
