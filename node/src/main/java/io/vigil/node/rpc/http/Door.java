package io.vigil.node.rpc.http;

import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.RpcError;
import io.vigil.node.rpc.json.RpcObserver;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections of one server share. */
record Door(
        Dispatcher dispatcher,
        Workers workers,
        HostCheck hosts,
        boolean anyOrigin,
        Semaphore webSockets,
        AtomicLong connectionNumbers,
        RpcObserver observer) {
    long nextConnection() {
        return connectionNumbers.incrementAndGet();
    }

    /** The answer when {@link Workers#MAX_IN_FLIGHT} is reached. */
    static byte[] busy() {
        return Dispatcher.refusal(new RpcError(
                RpcError.LIMIT_EXCEEDED, "too many requests in flight (limit " + Workers.MAX_IN_FLIGHT + ")"));
    }
}
