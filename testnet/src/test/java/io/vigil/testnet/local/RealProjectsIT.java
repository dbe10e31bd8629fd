package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.config.RefusedException;
import io.vigil.testnet.peer.Anvil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenZeppelin's tokens, a UUPS proxy, Uniswap v2 with a swap and a Safe, compiled by solc and deployed by ethers, here and
 * on anvil: every transaction uses the same gas to the unit and leaves the same logs. npm brings all of it in the versions
 * of package-lock.json, and anvil where it is not installed. Skipped where node or npm with its registry is missing.
 */
class RealProjectsIT {
    private static final Path SCRIPT = Path.of("src/test/projects").toAbsolutePath();
    private static final Path INSTALLED = Path.of(System.getProperty("user.home"), ".cache", "vigil", "projects");
    private static final long INSTALL_SECONDS = 120;
    private static final long RUN_SECONDS = 150;

    @Test
    void everyTransactionUsesTheGasItUsesOnAnvil(@TempDir Path folder) throws Exception {
        Optional<String> missing = install();
        Assumptions.assumeThat(missing).as("real projects skipped").isEmpty();
        Optional<Path> anvil = anvil();
        Assumptions.assumeThat(anvil).as("real projects skipped: no anvil").isPresent();
        List<String> arguments =
                List.of("--chain-id", Long.toString(NetworkPlan.DEFAULT_CHAIN_ID), "--hardfork", "osaka");
        try (DevNode ours = DevNode.open(folder.resolve("dev"));
                Anvil theirs = Anvil.start(anvil.orElseThrow(), arguments)) {
            Path output = folder.resolve("output.txt");
            Process script = new ProcessBuilder(
                            "node",
                            "projects.mjs",
                            ours.rpc().url().toString(),
                            theirs.rpc().url().toString())
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = script.waitFor(RUN_SECONDS, TimeUnit.SECONDS);
            script.destroyForcibly();
            String said = Files.readString(output);
            assertThat(ended).as(said).isTrue();
            System.out.println(said);
            assertThat(said).contains("31 transactions, 0 different or failed");
            assertThat(script.exitValue()).isZero();
        }
    }

    private static Optional<Path> anvil() throws InterruptedException {
        try {
            return Optional.of(Anvil.findOrInstall(System.getenv(), INSTALLED.resolveSibling("anvil")));
        } catch (RefusedException e) {
            System.out.println(e.getMessage());
            return Optional.empty();
        }
    }

    /** What the lock file says, unless it is there from an earlier run; answers why it cannot be had. */
    private static Optional<String> install() throws InterruptedException, IOException {
        Files.createDirectories(INSTALLED);
        Path lock = INSTALLED.resolve("package-lock.json");
        boolean isThere = Files.exists(INSTALLED.resolve("node_modules").resolve(".package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, SCRIPT.resolve("package-lock.json")) < 0;
        for (String file : List.of("package.json", "package-lock.json", "projects.mjs")) {
            Files.copy(SCRIPT.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        return isThere ? Optional.empty() : npm();
    }

    private static Optional<String> npm() throws InterruptedException {
        Path log = INSTALLED.resolve("npm.log");
        try {
            // The Safe's package asks for an older ethers, which only its own tests need.
            Process npm = new ProcessBuilder(
                            "npm", "ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
            npm.destroyForcibly();
            return ended && npm.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of("npm cannot install the projects, see " + log);
        } catch (IOException e) {
            return Optional.of("there is no npm: " + e.getMessage());
        }
    }
}
