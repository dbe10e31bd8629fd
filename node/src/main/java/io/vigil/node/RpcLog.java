package io.vigil.node;

import io.vigil.node.log.Journal;
import io.vigil.node.rpc.json.RpcObserver;
import java.time.Duration;

/** Tells the operator of faults at the RPC port. */
record RpcLog(Journal journal) implements RpcObserver {
    @Override
    public void answered(String method, Duration took, boolean failed) {}

    @Override
    public void crashed(String method, Throwable cause) {
        journal.failed("rpc " + method, cause);
    }

    @Override
    public void cutOff(String remote, String why) {
        journal.peerRefused(remote, why);
    }
}
