package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

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
 * on anvil: every transaction uses the same gas to the unit and leaves the same logs. Skipped where node, npm with its
 * registry, or anvil (VIGIL_ANVIL) is missing.
 */
class RealProjectsIT {
    private static final Path SCRIPT = Path.of("src/test/projects").toAbsolutePath();
    private static final Path INSTALLED = Path.of(System.getProperty("user.home"), ".cache", "vigil", "projects");
    private static final long INSTALL_SECONDS = 120;
    private static final long RUN_SECONDS = 150;

    @Test
    void everyTransactionUsesTheGasItUsesOnAnvil(@TempDir Path folder) throws Exception {
        Optional<Path> anvil = Anvil.find(System.getenv());
        Assumptions.assumeThat(anvil).as("anvil is not installed").isPresent();
        Assumptions.assumeThat(install()).as("npm cannot install the projects").isTrue();
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
            assertThat(said).contains("31 transactions, 0 different or failed");
            assertThat(script.exitValue()).isZero();
        }
    }

    private static boolean install() throws InterruptedException, IOException {
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "projects.mjs")) {
            Files.copy(SCRIPT.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            // The Safe's package asks for an older ethers, which only its own tests need.
            Process npm = new ProcessBuilder(
                            "npm",
                            "install",
                            "--legacy-peer-deps",
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            "--no-package-lock")
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(INSTALLED.resolve("npm.log").toFile())
                    .start();
            boolean ended = npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
            npm.destroyForcibly();
            return ended && npm.exitValue() == 0;
        } catch (IOException e) {
            return false; // no npm
        }
    }
}
