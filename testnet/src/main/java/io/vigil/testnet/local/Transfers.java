package io.vigil.testnet.local;

import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A user who sends transfers one after the other, each to the next node that runs, and remembers those that a node took.
 * What is lost in a node's crash is sent again: it is the user's to do so until there is a receipt.
 */
public final class Transfers implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(25);

    /** Unconfirmed ones that are sent again at a time. */
    private static final int AGAIN = 32;

    private final Supplier<List<String>> urls;
    private final HttpClient http = RpcClient.http();
    private final Bytes key = DevelopmentAccounts.secretKeys().get(9);
    private final List<Transaction> sent = new ArrayList<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private int next;
    private volatile boolean closed;

    /** @param urls of the nodes that run */
    public Transfers(Supplier<List<String>> urls) {
        this.urls = urls;
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        end();
    }

    /** Ends the sending. */
    public void end() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public synchronized List<Transaction> sent() {
        return List.copyOf(sent);
    }

    private void run() {
        for (int turn = 0; !closed; turn++) {
            offer(transfer(sent.size()));
            if (turn % AGAIN == 0) {
                again();
            }
            pause();
        }
    }

    /** Sends again what has no receipt. */
    public void again() {
        List<Transaction> all = sent();
        if (all.isEmpty()) {
            return;
        }
        try {
            RpcClient rpc = rpc();
            int confirmed = (int) RpcClient.quantity(rpc.call(
                    "eth_getTransactionCount",
                    all.getFirst().sender().orElseThrow().toHex(),
                    "latest"));
            for (int i = confirmed; i < Math.min(all.size(), confirmed + AGAIN); i++) {
                rpc.call("eth_sendRawTransaction", all.get(i).encode().toHex());
            }
        } catch (IOException e) {
            // a node that is down, or knows it already
        }
    }

    private void offer(Transaction transaction) {
        try {
            rpc().call("eth_sendRawTransaction", transaction.encode().toHex());
            synchronized (this) {
                sent.add(transaction);
            }
        } catch (IOException e) {
            // the same nonce goes to the next node
        }
    }

    private RpcClient rpc() throws IOException {
        List<String> running = urls.get();
        if (running.isEmpty()) {
            throw new IOException("no node runs");
        }
        return new RpcClient(http, running.get(Math.floorMod(next++, running.size())));
    }

    private Transaction transfer(long nonce) {
        TransactionBody.DynamicFee body = new TransactionBody.DynamicFee(
                NetworkPlan.DEFAULT_CHAIN_ID,
                nonce,
                UInt256.of(1),
                UInt256.of(10_000_000_000L),
                21_000,
                new Target.Call(Address.ofInt(0x7777)),
                UInt256.ONE,
                Bytes.EMPTY,
                List.of());
        return body.sign(key);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
