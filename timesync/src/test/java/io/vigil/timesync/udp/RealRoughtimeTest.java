package io.vigil.timesync.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.Answer;
import io.vigil.timesync.Sample;
import io.vigil.timesync.clock.MachineClocks;
import io.vigil.timesync.roughtime.RoughtimeServers;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a Roughtime implementation that nobody here wrote: {@code roughly}, a Python package (drafts 10 to 19), where
 * {@code python3} knows it. Its server is heard by our client, our server satisfies its client.
 */
class RealRoughtimeTest {
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();
    private static final int QUESTIONS = 16;

    /** Says its public key, then serves. */
    private static final String SERVER = """
        import asyncio, base64, sys
        from roughly.server import Server, public_key_bytes, serve
        server = Server.create(radius=1)
        print(base64.b64encode(public_key_bytes(server.long_term_key)).decode(), flush=True)
        asyncio.run(serve(server, '127.0.0.1', int(sys.argv[1])))
        """;

    /** Asks many times at once, checks everything the draft demands, says what each reply told. */
    private static final String CLIENT = """
        import asyncio, base64, sys
        from roughly.client import send_request
        async def main():
            key = base64.b64decode(sys.argv[2])
            asked = [send_request('127.0.0.1', int(sys.argv[1]), key) for _ in range(int(sys.argv[3]))]
            for reply in await asyncio.wait_for(asyncio.gather(*asked), 10):
                said = reply.signed_response
                print(said.midpoint, said.radius, hex(reply.version), len(reply.path))
        asyncio.run(main())
        """;

    @TempDir
    Path folder;

    private final MachineClocks machine = RoughtimeNetwork.machine();

    @BeforeEach
    void requireThePackage() throws IOException, InterruptedException {
        RealNtpServersTest.onPath("python3");
        Process probe = python("import roughly.server, roughly.client").start();
        Assumptions.assumeTrue(
                probe.waitFor() == 0, "skipped: python3 does not know the package roughly (pip install roughly)");
    }

    @Test
    void itsServerIsHeardAndItsLieIsMeasured() throws IOException, MalformedException {
        Sample truth = hear(List.of());
        long actual = machine.read().wallLessMonoNanos();
        assertThat(truth.trueLessMono().widenedBy(1_000_000).nearestTo(actual)).isEqualTo(actual);
        assertThat(truth.trueLessMono().radiusNanos())
                .isLessThan(Duration.ofSeconds(2).toNanos());
        System.out.println("roughly: " + (truth.trueLessMono().midpointNanos() - actual) / 1_000_000 + " ms ± "
                + truth.trueLessMono().radiusNanos() / 1_000_000 + " ms");

        Sample lie = hear(List.of(RealNtpServersTest.onPath("faketime").toString(), "-f", "+24h"));
        assertThat(lie.trueLessMono().widenedBy(1_000_000).nearestTo(actual + DAY_NANOS))
                .isEqualTo(actual + DAY_NANOS);
    }

    @Test
    void ourServerSatisfiesItsClientInBatches() throws IOException {
        try (RoughtimeNetwork network = new RoughtimeNetwork(machine, Duration.ZERO)) {
            RoughtimeServers.Server ours = network.list().getFirst();
            String port = ours.addresses().getFirst().split(":")[1];
            Process client = python(CLIENT, port, base64(ours.publicKey()), Integer.toString(QUESTIONS))
                    .start();
            String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            long now = machine.read().wallNanos() / 1_000_000_000;
            String radius = "3"; // without leap information no less (draft -19, section 5.2.5)

            List<String> replies = said.lines().toList();
            assertThat(replies).as(said).hasSize(QUESTIONS);
            for (String reply : replies) {
                String[] fields = reply.split(" ");
                assertThat(Long.parseLong(fields[0])).isBetween(now - 20, now);
                assertThat(fields[1]).isEqualTo(radius);
                assertThat(fields[2]).isIn("0x1", "0x8000000c");
            }
            System.out.println("roughly as client: " + QUESTIONS + " replies accepted, version "
                    + replies.getFirst().split(" ")[2]);
        }
    }

    private Sample hear(List<String> wrapper) throws IOException, MalformedException {
        int port = RealNtpServersTest.freePort();
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(python(SERVER, Integer.toString(port)).command());
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("server.log").toFile())
                .start();
        try (Loops loops = new Loops()) {
            String key = process.inputReader(StandardCharsets.UTF_8).readLine();
            assertThat(key).as(Files.readString(folder.resolve("server.log"))).isNotNull();
            RoughtimeSource source = new RoughtimeSource(
                    List.of(new RoughtimeServers.Server(
                            "roughly",
                            "roughly",
                            false,
                            RoughtimeNetwork.CURRENT,
                            Bytes.wrap(Base64.getDecoder().decode(key)),
                            List.of("127.0.0.1:" + port))),
                    new UdpExchange(loops.group(), machine::monoNanos),
                    machine::monoNanos,
                    new SecureRandom(),
                    report -> "none");
            List<Answer> answers = new ArrayList<>();
            long deadline = machine.monoNanos() + Duration.ofSeconds(20).toNanos();
            while (machine.monoNanos() < deadline) {
                source.measure(answers::add);
                if (answers.getLast() instanceof Answer.Heard(String name, Sample sample)) {
                    return sample;
                }
            }
            throw new AssertionError(answers.getLast());
        } finally {
            RealNtpServersTest.stop(process);
        }
    }

    private static ProcessBuilder python(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("python3", "-c", script));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static String base64(Bytes key) {
        return Base64.getEncoder().encodeToString(key.toArray());
    }
}
