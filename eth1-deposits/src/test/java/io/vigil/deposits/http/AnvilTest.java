package io.vigil.deposits.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Against a real EVM: anvil of npm's {@code @foundry-rs/anvil}, where {@code VIGIL_ANVIL} names it or it is on the path. Roots
 * equal at 0, 1, 2, 3, 10, 100 and 1,000 deposits, and after reorgs of 1 to 8 blocks. {@link LiveEth1Check} does the same by
 * hand, with other contract code too.
 */
class AnvilTest {
    private static final String LISTENS = "Listening on ";

    @Test
    void rootsAreTheContractsAtEveryCountAndAfterEveryReorg() throws IOException {
        Optional<Path> anvil = anvil();
        assumeTrue(anvil.isPresent(), "no anvil: set VIGIL_ANVIL, or put it on the path (npm i @foundry-rs/anvil)");
        Process process = new ProcessBuilder(anvil.get().toString(), "--port", "0", "--host", "127.0.0.1")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            while (line != null && !line.startsWith(LISTENS)) {
                line = output.readLine();
            }
            assumeTrue(line != null, "anvil did not start");
            String url = "http://" + line.substring(LISTENS.length()).strip();
            Thread drain = Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));

            assertThatCode(() -> LiveEth1Check.main(new String[] {url})).doesNotThrowAnyException();

            process.destroy();
            drain.interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Optional<Path> anvil() {
        String named = System.getenv("VIGIL_ANVIL");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "anvil"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
