package io.vigil.testnet.crash;

import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.Settings;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.node.upkeep.StoreCheck;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.RpcClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * {@code FullDiskMain FOLDER PORT}, on a small file system of its own with another layered over it in {@code overlay}: a signer's
 * record is refused on both. Then a validator runs, the disk becomes full below its reserve
 * and then to the last byte; each time the node must end with 74 and a word about space, stay down while the disk is full, and go
 * on with a whole store when there is room.
 */
final class FullDiskMain {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DISK = 74;
    private static final int REFUSED = 78;
    private static final long RESERVE_BYTES = 128L << 20;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final NodeConfig.Storage SIZES = new NodeConfig.Storage(16L << 20, 16L << 20, 16L << 20, 0);

    private final NodeLauncher launcher = NodeLauncher.ofThisProcess(BusyNodeMain.class);
    private final LocalNetwork network;
    private final NodePlan node;
    private final Path filler;
    private final HttpClient http = RpcClient.http();

    private FullDiskMain(Path folder, int port) {
        network = LocalNetwork.openOrCreate(
                folder.resolve("net"),
                new Wish(OptionalInt.of(1), OptionalLong.empty(), OptionalInt.of(port)),
                launcher);
        node = network.plan().nodes().getFirst();
        filler = folder.resolve("filler");
    }

    public static void main(String[] args) throws Exception {
        refuseVolatile(Path.of(args[0]), Integer.parseInt(args[1]) + 10);
        refuseVolatile(Path.of(args[0]).resolve("overlay"), Integer.parseInt(args[1]) + 20);
        FullDiskMain disk = new FullDiskMain(Path.of(args[0]), Integer.parseInt(args[1]));
        disk.fill("below the reserve", RESERVE_BYTES - 8 * BLOCK_BYTES);
        disk.fill("to the last byte", 0);
        end(disk.awaitHeight(disk.start(), 0));
        System.exit(0);
    }

    /** R2.11: a record that is gone with the power or with the container. */
    private static void refuseVolatile(Path place, int port) throws Exception {
        FullDiskMain home = new FullDiskMain(Files.createDirectories(place.resolve("volatile")), port);
        List<String> flags = new ArrayList<>(home.network.flags(home.node));
        flags.addAll(List.of(Settings.KEYS_VOLATILE_SIGNER.flag(), "false"));
        Process refused = home.launcher.startWithPipes(flags, home.console());
        int exit = refused.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? refused.exitValue() : -1;
        String why = Files.readString(home.console());
        System.out.println("signer on " + Files.getFileStore(place).type() + ": exit " + exit + ": " + why.strip());
        if (exit != REFUSED || !why.contains("gone with the container or the power")) {
            throw new IllegalStateException("a volatile signer/ was not refused");
        }
    }

    private void fill(String how, long freeBytes) throws Exception {
        Process running = awaitHeight(start(), 0);
        long before = height();
        writeUntil(freeBytes);
        expectFull(running, how);
        expectFull(start(), how + ", started again");
        Files.delete(filler);
        expectWhole(before);
        end(awaitHeight(start(), before + 2));
    }

    private Process start() throws IOException {
        Files.deleteIfExists(console());
        return launcher.startWithPipes(network.flags(node), console());
    }

    private Path console() {
        return filler.resolveSibling("console");
    }

    private Process awaitHeight(Process running, long height) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (height() <= height) {
            if (System.nanoTime() > end || !running.isAlive()) {
                throw new IllegalStateException("no block after " + height + "; " + Files.readString(console()));
            }
            Thread.sleep(50);
        }
        return running;
    }

    /** -1 if the node does not answer. */
    private long height() {
        try {
            return RpcClient.quantity(new RpcClient(http, node.rpcUrl()).call("eth_blockNumber"));
        } catch (IOException e) {
            return -1;
        }
    }

    private void writeUntil(long freeBytes) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try (FileChannel file = FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (Files.getFileStore(filler).getUsableSpace() > freeBytes) {
                file.write(block.rewind());
            }
        } catch (IOException e) {
            System.out.println("filled: " + e.getMessage());
        }
    }

    private void expectFull(Process running, String how) throws Exception {
        if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new IllegalStateException(how + ": runs on");
        }
        List<String> lines = Files.readAllLines(console());
        String last = lines.isEmpty() ? "" : lines.getLast();
        System.out.println("disk full " + how + ": exit " + running.exitValue() + ": " + last);
        boolean named = last.contains("make room") || last.contains("No space left on device");
        if (running.exitValue() != DISK || !named) {
            throw new IllegalStateException(how + ": exit " + running.exitValue() + "\n" + String.join("\n", lines));
        }
    }

    private void expectWhole(long before) {
        try (StoppedHome held = StoppedHome.hold(node.home(), SIZES);
                StoreReading store = StoreReading.open(held.home().chain(), SIZES.sizes())) {
            StoreCheck check = StoreCheck.run(
                    store, held.genesis(), Long.MAX_VALUE, new PacedWork(0, System::nanoTime, now -> {}));
            if (!check.findings().isEmpty() || check.height() < before) {
                throw new IllegalStateException(
                        "head " + check.height() + " after " + before + ", " + check.findings());
            }
            System.out.println("store whole at block " + check.height());
        }
    }

    private static void end(Process running) throws InterruptedException {
        running.destroy();
        if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || running.exitValue() != 0) {
            running.destroyForcibly();
            throw new IllegalStateException("did not end in order");
        }
    }
}
