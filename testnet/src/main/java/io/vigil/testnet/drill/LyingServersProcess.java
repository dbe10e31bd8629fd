package io.vigil.testnet.drill;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@link LyingServers} from the side of the drill. They end with it: their input is ours. */
final class LyingServersProcess implements AutoCloseable {
    private static final long END_SECONDS = 5;

    private final Process process;
    private final Writer orders;

    private LyingServersProcess(Process process) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Returns when all of them listen. */
    static LyingServersProcess start(Path folder, int count) {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        LyingServers.class.getName(),
                        folder.toString(),
                        Integer.toString(count)))
                .redirectError(new File(folder.toFile(), "servers.log"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            LyingServersProcess started = new LyingServersProcess(builder.start());
            BufferedReader answers = started.process.inputReader(StandardCharsets.UTF_8);
            if (!"ready".equals(answers.readLine())) {
                started.close();
                throw new IllegalStateException("the time servers did not start; see " + folder + "/servers.log");
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the time servers: " + e.getMessage(), e);
        }
    }

    /** From the next question on the first {@code liars} servers are a day ahead. */
    void lie(int liars) {
        try {
            orders.write(liars + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the time servers ended: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            orders.close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
