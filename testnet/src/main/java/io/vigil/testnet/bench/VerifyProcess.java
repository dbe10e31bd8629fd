package io.vigil.testnet.bench;

import com.sun.management.OperatingSystemMXBean;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Level;
import io.vigil.storage.snapshot.Pace;
import io.vigil.storage.snapshot.Verdict;
import io.vigil.storage.snapshot.Verifier;
import io.vigil.types.Hash;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Verification in a process of its own, with the flags that {@code vigil snapshot verify} gets, so that the most memory it
 * ever held can be told: {@code VerifyProcess FOLDER GENESIS_HASH} prints three numbers.
 */
final class VerifyProcess {
    private static final long KIBIBYTE = 1_024;

    private VerifyProcess() {}

    /** @param peakBytes resident, of the whole process; 0 where the system does not tell */
    record Result(double seconds, double cpuSeconds, long peakBytes) {}

    public static void main(String[] args) throws IOException {
        Verifier verifier = new Verifier(1, Hash.fromHex(args[1]), (header, finality, epochProof) -> Optional.empty());
        long start = System.nanoTime();
        Verdict verdict = verifier.verify(new FolderSource(Path.of(args[0])), Level.STATE, Pace.FREE);
        long nanos = System.nanoTime() - start;
        if (!(verdict instanceof Verdict.Sound)) {
            throw new IllegalStateException("a snapshot that was just made is not sound: " + verdict);
        }
        System.out.println(nanos + " " + cpuNanos() + " " + peakBytes());
    }

    /** @throws IllegalStateException if the snapshot is refused */
    static Result run(Path snapshot, Hash genesisHash) throws IOException {
        Process process = OwnJava.start(VerifyProcess.class, "256m", List.of(snapshot.toString(), genesisHash.toHex()));
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        String[] numbers = answer.split(" ", -1);
        if (numbers.length != 3) {
            throw new IllegalStateException("the process that verifies said '" + answer + "'");
        }
        return new Result(
                Long.parseLong(numbers[0]) / 1e9, Long.parseLong(numbers[1]) / 1e9, Long.parseLong(numbers[2]));
    }

    /** Of all threads: the store's own and Java's count as well. */
    static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /** proc(5): {@code VmHWM:	  123456 kB}. */
    private static long peakBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE)
                .findFirst()
                .orElse(0);
    }
}
