package io.vigil.testnet.peer;

import io.vigil.node.config.RefusedException;
import io.vigil.testnet.local.RpcClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running anvil of Foundry: revm, a native EVM, behind JSON-RPC. */
public final class Anvil implements AutoCloseable {
    /** The version that the figures of docs/performance.md were measured against. */
    public static final String VERSION = "1.7.1";

    /** Names the program, for machines where it is not on the path. */
    private static final String VARIABLE = "VIGIL_ANVIL";

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);

    private final Process process;
    private final RpcClient rpc;

    private Anvil(Process process, RpcClient rpc) {
        this.process = process;
        this.rpc = rpc;
    }

    /** The program that {@code VIGIL_ANVIL} names or that is on the path. */
    public static Optional<Path> find(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named)).filter(Files::isExecutable);
        }
        return Arrays.stream(environment.getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "anvil"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * {@link #find}, or what npm installs into {@code folder}.
     *
     * @throws RefusedException if there is none and npm brings none; the message says what to do
     */
    public static Path findOrInstall(Map<String, String> environment, Path folder) throws InterruptedException {
        Optional<Path> found = find(environment);
        return found.isPresent() ? found.get() : install(folder);
    }

    private static Path install(Path folder) throws InterruptedException {
        Optional<Path> installed = installedIn(folder);
        if (installed.isPresent()) {
            return installed.get();
        }
        String name = packageName();
        String advice = "; install Foundry's anvil, or name it in " + VARIABLE;
        try {
            Files.createDirectories(folder);
            Process npm = new ProcessBuilder(
                            "npm", "install", "--no-audit", "--no-fund", "--no-save", name + "@" + VERSION)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("npm.log").toFile())
                    .start();
            if (!npm.waitFor(INSTALL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                npm.destroyForcibly();
            }
        } catch (IOException e) {
            throw new RefusedException("npm cannot be run: " + e.getMessage() + advice, e);
        }
        return installedIn(folder)
                .orElseThrow(() -> new RefusedException(
                        "npm did not install " + name + ", see " + folder.resolve("npm.log") + advice));
    }

    private static Optional<Path> installedIn(Path folder) {
        return Optional.of(folder.resolve("node_modules")
                        .resolve(packageName())
                        .resolve("bin")
                        .resolve("anvil"))
                .filter(Files::isExecutable);
    }

    private static String packageName() {
        return "@foundry-rs/anvil-" + platform();
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return system + (machine.contains("aarch64") || machine.contains("arm64") ? "-arm64" : "-amd64");
    }

    /** Starts it on a free port of this machine and waits until it answers. */
    public static Anvil start(Path program, List<String> arguments) throws InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(program.toString(), "--port", Integer.toString(port)));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Anvil anvil = new Anvil(process, new RpcClient(RpcClient.http(), "http://127.0.0.1:" + port));
            anvil.awaitReady();
            return anvil;
        } catch (IOException e) {
            throw new RefusedException(program + " cannot be run: " + e.getMessage(), e);
        }
    }

    private void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                rpc.call("eth_chainId");
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    close();
                    throw new RefusedException("anvil did not answer: " + e.getMessage(), e);
                }
            }
            Thread.sleep(POLL);
        }
    }

    public RpcClient rpc() {
        return rpc;
    }

    /** Time that its threads have spent on processors. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
