package io.vigil.node.statesync;

import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Peers;
import io.vigil.node.statesync.messages.SnapshotMessage;
import io.vigil.node.statesync.wire.SnapshotCodec;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;

/** Takes what peers say on the snapshots channel: questions to who serves, answers to who asked. */
public record SnapshotTraffic(SnapshotServer server, Exchange exchange, Peers peers) {
    /** Called by event loops: decoding is all that is done here. */
    public void offer(NodeId from, Bytes message) {
        try {
            SnapshotMessage decoded = SnapshotCodec.decode(message);
            switch (decoded) {
                case SnapshotMessage.GetOffers question -> server.offer(from, question);
                case SnapshotMessage.GetPart question -> server.offer(from, question);
                case SnapshotMessage.Offers answer -> exchange.offer(from, answer);
                case SnapshotMessage.Part answer -> exchange.offer(from, answer);
                case SnapshotMessage.PartMissing answer -> exchange.offer(from, answer);
            }
        } catch (MalformedException e) {
            peers.report(from, Misconduct.MALFORMED);
        }
    }

    public void left(NodeId peer) {
        server.left(peer);
    }
}
