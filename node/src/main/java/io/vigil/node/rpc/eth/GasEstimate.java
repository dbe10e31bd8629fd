package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.CallResult;
import io.vigil.node.rpc.CallResult.Ending;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.util.Optional;

/** Searches for the least gas with which a transaction succeeds, as geth's {@code gasestimator} does. */
final class GasEstimate {
    private static final long TRANSFER = 21_000;

    /** What a call with value adds to its callee's gas: needed to run, given back afterwards. */
    private static final long CALL_STIPEND = 2_300;

    /** The most gas of one transaction (EIP-7825). */
    private static final long MAX_TRANSACTION_GAS = 1L << 24;

    /** The search ends when it is this near, in parts of the result: geth's 1.5 %. */
    private static final double TOLERANCE = 0.015;

    private final CallArguments arguments;
    private final StateReader state;
    private final Attempt attempt;

    /** Runs the transaction with some gas. */
    @FunctionalInterface
    interface Attempt {
        CallResult run(long gas) throws RpcException;
    }

    GasEstimate(CallArguments arguments, StateReader state, Attempt attempt) {
        this.arguments = arguments;
        this.state = state;
        this.attempt = attempt;
    }

    long find(long blockGasLimit, long gasCap) throws RpcException {
        long high = Math.min(highest(blockGasLimit), gasCap);
        if (isPlainTransfer() && high >= TRANSFER && outcome(TRANSFER).succeeds) {
            return TRANSFER;
        }
        Outcome highest = outcome(high);
        if (!highest.succeeds) {
            throw highest.failure(high);
        }
        long low = Math.max(highest.gasUsed - 1, TRANSFER - 1);
        // a refund is at most a fifth of what was used before it (EIP-3529), and 1/64 stays with each caller (EIP-150)
        long likely = (highest.gasUsed / 4 * 5 + CALL_STIPEND) / 63 * 64 + 64;
        if (likely < high) {
            if (outcome(likely).succeeds) {
                high = likely;
            } else {
                low = likely;
            }
        }
        while (low + 1 < high && (double) (high - low) / high > TOLERANCE) {
            long middle = Math.min(low + (high - low) / 2, low * 2); // most need little: begin there
            if (outcome(middle).succeeds) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** What the sender allows, and can pay. */
    private long highest(long blockGasLimit) throws RpcException {
        long named = arguments.gas().filter(gas -> gas >= TRANSFER).orElse(blockGasLimit);
        long high = Math.min(named, MAX_TRANSACTION_GAS);
        UInt256 feeCap = arguments.feeCap();
        if (feeCap.isZero()) {
            return high;
        }
        UInt256 balance = account(arguments.from()).balance();
        if (arguments.value().compareTo(balance) >= 0) {
            throw RpcException.server("insufficient funds for transfer");
        }
        UInt256 affordable = balance.subtract(arguments.value()).divide(feeCap);
        return Math.min(high, affordable.toLongSaturated());
    }

    private boolean isPlainTransfer() {
        return arguments.input().isEmpty()
                && arguments.target() instanceof Target.Call(Address to)
                && !account(to).hasCode();
    }

    private Account account(Address address) {
        return state.account(address).orElse(Account.EMPTY);
    }

    /** How one attempt went; {@code failure} says what the caller hears if there is nothing better. */
    private record Outcome(boolean succeeds, long gasUsed, Optional<RpcException> reason) {
        RpcException failure(long gas) {
            return reason.orElseGet(() -> RpcException.server("gas required exceeds allowance (" + gas + ")"));
        }
    }

    private Outcome outcome(long gas) throws RpcException {
        return switch (attempt.run(gas)) {
            case CallResult.Ran(Ending.Returned(Bytes _), long gasUsed, var _) ->
                new Outcome(true, gasUsed, Optional.empty());
            case CallResult.Ran(Ending.Reverted(Bytes output), long gasUsed, var _) ->
                new Outcome(false, gasUsed, Optional.of(RevertReason.error(output)));
            case CallResult.Ran(Ending.Halted(String reason), long gasUsed, var _) ->
                new Outcome(
                        false,
                        gasUsed,
                        reason.equals("out of gas") ? Optional.empty() : Optional.of(RpcException.server(reason)));
            case CallResult.Refused(String _, boolean isGasTooLow)
            when isGasTooLow -> new Outcome(false, gas, Optional.empty());
            case CallResult.Refused(String reason, boolean _) ->
                throw RpcException.server("failed with " + gas + " gas: " + reason);
            case CallResult.OutOfTime() -> throw CallMethods.outOfTime();
        };
    }
}
