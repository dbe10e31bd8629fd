package io.vigil.timesync.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.Answer;
import io.vigil.timesync.Sample;
import io.vigil.timesync.clock.MachineClocks;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against chronyd where it is on the PATH, one that tells the truth and one that faketime puts a day ahead, and against
 * ntpsec: one that has not heard the time yet and does not want to be asked often.
 */
class RealNtpServersTest {
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int NTP_PORT = 123;

    @TempDir
    Path folder;

    private final MachineClocks machine = RoughtimeNetwork.machine();

    @Test
    void chronydIsHeardAndItsLieIsMeasuredToTheMillisecond() throws IOException, MalformedException {
        Path chronyd = onPath("chronyd");
        Path faketime = onPath("faketime");
        List<Process> started = new ArrayList<>();
        try (Loops loops = new Loops()) {
            int truthful = freePort();
            int lying = freePort();
            started.add(start(truthful, chronyd.toString()));
            started.add(start(lying, faketime.toString(), "-f", "+24h", chronyd.toString()));
            Sample truth = hear(loops, truthful);
            Sample lie = hear(loops, lying);
            long actual = machine.read().wallLessMonoNanos();

            assertThat(truth.trueLessMono().widenedBy(1_000_000).nearestTo(actual))
                    .isEqualTo(actual);
            assertThat(lie.trueLessMono().widenedBy(1_000_000).nearestTo(actual + DAY_NANOS))
                    .isEqualTo(actual + DAY_NANOS);
            System.out.println("chronyd: " + (truth.trueLessMono().midpointNanos() - actual) / 1000 + " us ± "
                    + truth.trueLessMono().radiusNanos() / 1000 + " us, delay " + truth.delayNanos() / 1000 + " us");
        } finally {
            started.forEach(RealNtpServersTest::stop);
        }
    }

    /** ntpsec listens on port 123 and nowhere else. */
    @Test
    void ntpsecsKissesAreObeyedAndAreNoTime() throws IOException, MalformedException {
        Path ntpd = onPath("ntpd");
        Assumptions.assumeTrue(says(ntpd, "--version").contains("ntpsec"), "skipped: " + ntpd + " is not ntpsec");
        Assumptions.assumeTrue(isFree(NTP_PORT), "skipped: port 123 is taken, or not ours to take");
        Path config = folder.resolve("ntp.conf");
        Files.writeString(config, """
            interface ignore wildcard
            interface listen 127.0.0.1
            disable ntp
            restrict default limited kod nomodify
            """);
        Process process = new ProcessBuilder(ntpd.toString(), "-n", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("ntpsec.log").toFile())
                .start();
        try (Loops loops = new Loops()) {
            NtpSource source = source(loops, NTP_PORT);
            TreeSet<String> refusals = new TreeSet<>();
            long deadline = machine.monoNanos() + PATIENCE.toNanos();
            while (!refusals.contains("told us to ask less often") && machine.monoNanos() < deadline) {
                source.measure(
                        answer -> refusals.add(answer instanceof Answer.Refused refused ? refused.why() : "time"));
            }
            assertThat(refusals).contains("kiss code INIT", "kiss code RATE", "told us to ask less often");
            assertThat(refusals).doesNotContain("time");
            System.out.println("ntpsec: " + refusals);
        } finally {
            stop(process);
        }
    }

    private NtpSource source(Loops loops, int port) throws MalformedException {
        return new NtpSource(
                List.of(NtpServer.parse("127.0.0.1:" + port)),
                new UdpExchange(loops.group(), machine::monoNanos),
                Runnable::run,
                machine::monoNanos,
                new SecureRandom(),
                50);
    }

    private Sample hear(Loops loops, int port) throws MalformedException {
        NtpSource source = source(loops, port);
        long deadline = machine.monoNanos() + PATIENCE.toNanos();
        ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
        while (machine.monoNanos() < deadline) {
            source.measure(answers::add);
            if (answers.poll() instanceof Answer.Heard(String name, Sample sample)) {
                return sample;
            }
        }
        throw new AssertionError("chronyd on port " + port + " did not answer");
    }

    private Process start(int port, String... command) throws IOException {
        Path config = folder.resolve("chrony-" + port + ".conf");
        Files.writeString(config, """
            local stratum 8
            allow 127.0.0.1
            bindaddress 127.0.0.1
            port %d
            cmdport 0
            bindcmdaddress /
            pidfile %s
            """.formatted(port, folder.resolve("chrony-" + port + ".pid")));
        List<String> line = new ArrayList<>(Arrays.asList(command));
        line.addAll(List.of("-x", "-d", "-f", config.toString()));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chrony-" + port + ".log").toFile())
                .start();
    }

    static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String says(Path program, String argument) throws IOException {
        Process process = new ProcessBuilder(program.toString(), argument)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static boolean isFree(int port) {
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static Path onPath(String program) {
        List<String> folders = new ArrayList<>(List.of(System.getenv("PATH").split(":")));
        folders.add("/usr/sbin");
        return folders.stream()
                .map(each -> Path.of(each, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    Assumptions.abort("skipped: " + program + " is not on the PATH");
                    throw new IllegalStateException(program);
                });
    }
}
