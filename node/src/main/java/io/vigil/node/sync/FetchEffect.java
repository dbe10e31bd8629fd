package io.vigil.node.sync;

import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import java.time.Duration;

/** What the machines that fetch blocks ask for. The runner performs them in order. */
public sealed interface FetchEffect {
    record Ask(NodeId peer, SyncMessage question) implements FetchEffect {}

    /** Deliver {@link FetchEvent.TimerFired} after this time. Each request has one timer at a time; a late one does no harm. */
    record StartTimer(long request, Duration after) implements FetchEffect {}

    /**
     * Judge the range and commit its blocks: certificate, links between headers, bodies, execution. The runner answers with
     * {@link FetchEvent.HeadMoved} up to the last block, or {@link FetchEvent.RangeRejected}. Ranges come in ascending order.
     */
    record Import(NodeId from, SyncMessage.BlockRange range) implements FetchEffect {}

    /** A block whose header has the wanted hash. Whether its body fits the header is for the runner to judge. */
    record Deliver(NodeId from, SyncMessage.BlockFound found) implements FetchEffect {}

    record Report(NodeId peer, Misconduct misconduct) implements FetchEffect {}
}
