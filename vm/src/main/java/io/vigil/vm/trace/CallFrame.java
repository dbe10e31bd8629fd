package io.vigil.vm.trace;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Log;
import io.vigil.vm.interpreter.CallKind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One call with the calls inside it, as geth's callTracer shows it. geth gives the outermost the transaction's gas limit
 * and gas used; here it has what the call itself got and used.
 *
 * @param error why it failed; empty if it did not
 * @param logs that the call itself left; none if it failed
 */
public record CallFrame(
        CallKind type,
        Address from,
        Address to,
        UInt256 value,
        long gas,
        long gasUsed,
        Bytes input,
        Bytes output,
        String error,
        List<CallFrame> calls,
        List<Placed> logs) {
    private static final Bytes ERROR = Bytes.of(0x08, 0xc3, 0x79, 0xa0);

    public CallFrame {
        calls = List.copyOf(calls);
        logs = List.copyOf(logs);
    }

    /** @param position how many calls had been made before it */
    public record Placed(int position, Log log) {}

    /** The text of an {@code Error(string)} that the call reverted with. */
    public Optional<String> revertReason() {
        return error.isEmpty() ? Optional.empty() : reason(output);
    }

    /** The text of an encoded {@code Error(string)}, if {@code output} is one. */
    public static Optional<String> reason(Bytes output) {
        if (output.size() < 68 || !output.startsWith(ERROR)) {
            return Optional.empty();
        }
        BigInteger length = new BigInteger(1, output.slice(36, 32).shared());
        if (length.compareTo(BigInteger.valueOf(output.size() - 68L)) > 0) {
            return Optional.empty();
        }
        return Optional.of(new String(output.slice(68, length.intValue()).shared(), StandardCharsets.UTF_8));
    }

    CallFrame withCalls(List<CallFrame> otherCalls, List<Placed> otherLogs) {
        return new CallFrame(type, from, to, value, gas, gasUsed, input, output, error, otherCalls, otherLogs);
    }

    /** The same call with the gas that geth shows for a transaction. */
    public CallFrame withGas(long gasLimit, long used) {
        return new CallFrame(type, from, to, value, gasLimit, used, input, output, error, calls, logs);
    }
}
