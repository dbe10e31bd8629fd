package io.vigil.node.rpc.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** Runs requests on virtual threads, a bounded number of bounded size at a time. */
final class Workers implements AutoCloseable {
    /** Requests (a batch is one) worked on at a time. */
    static final int MAX_IN_FLIGHT = 256;

    /** Bodies of all requests worked on; as JSON trees they take several times as much of a heap of 512 MB. */
    static final int MAX_IN_FLIGHT_BYTES = 32 << 20;

    private final Semaphore requests = new Semaphore(MAX_IN_FLIGHT);
    private final Semaphore bytes = new Semaphore(MAX_IN_FLIGHT_BYTES);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("rpc-", 0).factory());

    /** @return false if too much is in flight already, or the server closes */
    boolean run(int sizeBytes, Runnable request) {
        if (!requests.tryAcquire()) {
            return false;
        }
        if (!bytes.tryAcquire(sizeBytes)) {
            requests.release();
            return false;
        }
        try {
            threads.execute(() -> {
                try {
                    request.run();
                } finally {
                    release(sizeBytes);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            release(sizeBytes);
            return false;
        }
    }

    private void release(int sizeBytes) {
        bytes.release(sizeBytes);
        requests.release();
    }

    /** Interrupts what still runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
