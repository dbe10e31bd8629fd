package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.CallResult;
import io.vigil.node.rpc.CallResult.Ending;
import io.vigil.node.rpc.CallSite;
import io.vigil.node.rpc.Calls;
import io.vigil.node.rpc.ChainEvents;
import io.vigil.node.rpc.ChainView;
import io.vigil.node.rpc.NodeInfo;
import io.vigil.node.rpc.Traces;
import io.vigil.node.rpc.TransactionPool;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.HeaderForm;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.state.StateReader;
import io.vigil.vm.interpreter.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The ports other than the chain, in memory. */
final class PortTwins {
    private PortTwins() {}

    /** Runs nothing. */
    static final class TracesTwin implements Traces {
        @Override
        public CallResult run(
                Address from, TransactionBody body, CallSite site, Observer observer, BooleanSupplier enough) {
            return new CallResult.OutOfTime();
        }

        @Override
        public boolean replay(
                Block block, Header parent, StateReader state, ChainView chain, Watcher watcher, Duration timeLimit) {
            return false;
        }
    }

    /** Answers calls as told; remembers what was asked. */
    static final class CallsTwin implements Calls {
        interface Script {
            CallResult run(Address from, TransactionBody body, CallSite site);
        }

        Script script =
                (from, body, site) -> new CallResult.Ran(new Ending.Returned(Bytes.of(0x2a)), 21_000, List.of());
        final List<TransactionBody> asked = new ArrayList<>();

        @Override
        public Header next(Header head) {
            return Header.builder()
                    .form(HeaderForm.PRAGUE)
                    .number(head.number() + 1)
                    .parentHash(head.hash())
                    .timestamp(head.timestamp() + 1)
                    .gasLimit(head.gasLimit())
                    .baseFeePerGas(UInt256.of(9))
                    .build();
        }

        @Override
        public CallResult run(Address from, TransactionBody body, CallSite site) {
            asked.add(body);
            return script.run(from, body, site);
        }
    }

    /** Takes every transaction, or refuses with {@code refusal} if that is not empty. */
    static final class PoolTwin implements TransactionPool {
        final Map<Hash, SignedTransaction> waiting = new LinkedHashMap<>();
        String refusal = "";

        @Override
        public Submission submit(Transaction transaction) {
            if (!refusal.isEmpty()) {
                return new Submission.Refused(refusal);
            }
            waiting.put(
                    transaction.hash(),
                    new SignedTransaction(transaction, transaction.sender().orElseThrow()));
            return new Submission.Accepted();
        }

        @Override
        public long pendingNonce(Address sender, long committed) {
            return waiting.values().stream()
                    .filter(found -> found.sender().equals(sender))
                    .mapToLong(found -> found.transaction().nonce() + 1)
                    .max()
                    .orElse(committed);
        }

        @Override
        public Optional<SignedTransaction> find(Hash transaction) {
            return Optional.ofNullable(waiting.get(transaction));
        }
    }

    /** Tells at once, on the thread of the test. */
    static final class EventsTwin implements ChainEvents {
        final List<Listener> listeners = new ArrayList<>();

        @Override
        public Subscription subscribe(Listener listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }

    record NodeTwin(long chainId) implements NodeInfo {
        @Override
        public String clientVersion() {
            return "Vigil/test";
        }

        @Override
        public int peerCount() {
            return 3;
        }

        @Override
        public Optional<SyncProgress> syncing() {
            return Optional.empty();
        }
    }
}
