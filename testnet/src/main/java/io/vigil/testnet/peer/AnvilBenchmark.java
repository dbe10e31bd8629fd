package io.vigil.testnet.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.RefusedException;
import io.vigil.testnet.local.RpcClient;
import io.vigil.types.Bytes;
import io.vigil.vm.bench.Benchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The same calls as {@link Benchmark} makes, on revm: {@code eth_call} to anvil, by the CPU time of its process. What a
 * call of nothing costs there, which is mostly JSON-RPC, is taken off. Nothing is cached between two calls by either side
 * but prepared code.
 */
public final class AnvilBenchmark implements AutoCloseable {
    /** The gas a call may have; memory of the programs stays far below the limit. */
    private static final List<String> ARGUMENTS = List.of(
            "--hardfork",
            "cancun",
            "--gas-limit",
            "20000000000",
            "--disable-code-size-limit",
            "--memory-limit",
            "4000000000",
            "--no-mining",
            "--silent");

    private static final int EMPTY_CALLS = 500;

    private final Anvil anvil;
    private final double emptyNanos;

    private AnvilBenchmark(Anvil anvil) throws IOException {
        this.anvil = anvil;
        for (int i = 0; i < EMPTY_CALLS; i++) {
            empty(); // threads and buffers come with the first calls
        }
        long before = anvil.cpuTime().toNanos();
        for (int i = 0; i < EMPTY_CALLS; i++) {
            empty();
        }
        this.emptyNanos = (anvil.cpuTime().toNanos() - before) / (double) EMPTY_CALLS;
    }

    public static AnvilBenchmark start(Path program) throws InterruptedException {
        Anvil anvil = Anvil.start(program, ARGUMENTS);
        try {
            return new AnvilBenchmark(anvil);
        } catch (IOException e) {
            anvil.close();
            throw new RefusedException("anvil does not answer: " + e.getMessage(), e);
        }
    }

    /** Puts the program where calls find it, and sees that it gives the known output. @return what differs, or nothing */
    public String prepare(Benchmark benchmark) throws IOException {
        RpcClient rpc = anvil.rpc();
        rpc.call(
                "anvil_setCode",
                Benchmark.PROGRAM.toHex(),
                benchmark.program().code().toHex());
        rpc.call("anvil_setCode", Benchmark.HARNESS.toHex(), benchmark.harness().toHex());
        JsonNode output = call(Benchmark.PROGRAM.toHex(), benchmark.program().input());
        String wanted = benchmark.program().outputHead().toHex();
        return output.asText().startsWith(wanted) ? "" : "output " + output.asText() + ", expected " + wanted;
    }

    /**
     * Runs for about {@code limit} of CPU time.
     *
     * @param gasPerCall as our own machine counted it
     * @return Mgas per second
     */
    public double rate(Benchmark benchmark, long gasPerCall, Duration limit) throws IOException {
        long before = anvil.cpuTime().toNanos();
        long used;
        long calls = 0;
        do {
            call(benchmark.target().toHex(), benchmark.program().input());
            calls++;
            used = anvil.cpuTime().toNanos() - before;
        } while (used < limit.toNanos());
        return gasPerCall * calls * 1e3 / Math.max(1, used - calls * emptyNanos);
    }

    private void empty() throws IOException {
        call("0x00000000000000000000000000000000000e4000", Bytes.EMPTY);
    }

    private JsonNode call(String to, Bytes input) throws IOException {
        Map<String, String> call = Map.of(
                "from",
                Benchmark.CALLER.toHex(),
                "to",
                to,
                "data",
                input.toHex(),
                "gas",
                "0x" + Long.toHexString(Benchmark.GAS));
        return anvil.rpc().call("eth_call", call, "latest");
    }

    @Override
    public void close() {
        anvil.close();
    }
}
