package io.vigil.testnet.bench;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositProof;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.FollowLoop;
import io.vigil.deposits.follow.FollowReport;
import io.vigil.deposits.follow.FollowSettings;
import io.vigil.deposits.store.Advance;
import io.vigil.deposits.store.Start;
import io.vigil.deposits.store.TreeStore;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** How the store of deposits does with many of them, and how much it asks of an eth1 node. */
public final class DepositBench {
    private static final int BATCH = 1_000;
    private static final int PROOFS = 2_000;
    private static final long BLOCKS = 10_000;
    private static final long MIB = 1L << 20;
    private static final StoreSizes SIZES = new StoreSizes(8 * MIB, 8 * MIB, 16 * MIB, 0, 50 * MIB);

    private DepositBench() {}

    /**
     * @param openSeconds opening with its audit of every row
     * @param proofMicrosMedian of a random deposit in the whole tree, and the worst of 2,000
     * @param heapBytes what the open store holds
     * @param requests asked of an eth1 node for 10,000 blocks, 64 of them not final, with ranges of 1,000
     */
    public record Result(
            long deposits,
            double appendedPerSecond,
            double openSeconds,
            double proofMicrosMedian,
            double proofMicrosWorst,
            long heapBytes,
            long diskBytes,
            long requests) {}

    /** @param folder is made, and removed again by the caller */
    public static Result run(Path folder, int deposits, Consumer<String> progress) {
        double appendSeconds;
        try (RocksStore rows = RocksStore.open(folder, SIZES)) {
            TreeStore store =
                    TreeStore.open(rows, Start.ofLogs(SyntheticEth1.header(0))).store();
            appendSeconds = append(store, deposits, progress);
        }
        progress.accept("opening with audit");
        System.gc();
        long before = used();
        long started = System.nanoTime();
        try (RocksStore rows = RocksStore.open(folder, SIZES)) {
            TreeStore.Opened opened = TreeStore.open(rows, Start.ofLogs(SyntheticEth1.header(0)));
            double openSeconds = (System.nanoTime() - started) / 1e9;
            if (!opened.report().isSound() || opened.store().tree().count() != deposits) {
                throw new IllegalStateException(opened.report().line());
            }
            System.gc();
            long heap = Math.max(0, used() - before);
            progress.accept("proving");
            double[] micros = prove(opened.store(), deposits);
            return new Result(
                    deposits,
                    deposits / appendSeconds,
                    openSeconds,
                    micros[micros.length / 2],
                    micros[micros.length - 1],
                    heap,
                    disk(folder),
                    requests());
        }
    }

    /** A batch for each thousand deposits, as following writes them. */
    private static double append(TreeStore store, int deposits, Consumer<String> progress) {
        long spent = 0;
        for (int from = 0; from < deposits; from += BATCH) {
            int to = Math.min(deposits, from + BATCH);
            List<DepositData> batch = new ArrayList<>();
            for (int index = from; index < to; index++) {
                batch.add(SyntheticEth1.deposit(index));
            }
            Eth1Point point = new Eth1Point(SyntheticEth1.header(to), to);
            Advance step = new Advance(store.head(), batch, List.of(point), point.block());
            long started = System.nanoTime();
            store.apply(step);
            spent += System.nanoTime() - started;
            if (to % 100_000 == 0) {
                progress.accept(to + " of " + deposits + " deposits appended");
            }
        }
        return spent / 1e9;
    }

    private static double[] prove(TreeStore store, int deposits) {
        Random random = new Random(1);
        double[] micros = new double[PROOFS];
        for (int i = -PROOFS / 10; i < PROOFS; i++) { // the first ones warm up
            long index = random.nextInt(deposits);
            long started = System.nanoTime();
            DepositProof proof = store.tree().proof(index, deposits);
            long took = System.nanoTime() - started;
            if (!proof.proves(
                    SyntheticEth1.deposit(index).root(), deposits, store.tree().root())) {
                throw new IllegalStateException("the proof of deposit " + index + " does not hold");
            }
            if (i >= 0) {
                micros[i] = took / 1e3;
            }
        }
        Arrays.sort(micros);
        return micros;
    }

    private static long requests() {
        SyntheticEth1 eth1 = new SyntheticEth1(BLOCKS);
        TreeStore store = TreeStore.open(new MemoryStore(), Start.ofLogs(SyntheticEth1.header(0)))
                .store();
        FollowLoop loop = new FollowLoop(
                List.of(new Endpoint("synthetic", eth1)), eth1.contract(), FollowSettings.DEFAULT, store);
        long requests = 0;
        FollowReport report;
        do {
            report = loop.poll(eth1.now());
            requests += report.requests();
        } while (report.ending() instanceof FollowReport.Ending.More);
        if (!(report.ending() instanceof FollowReport.Ending.CaughtUp)
                || store.head().block().number() != BLOCKS) {
            throw new IllegalStateException("following ended with " + report);
        }
        return requests;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long disk(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e, e);
        }
    }
}
