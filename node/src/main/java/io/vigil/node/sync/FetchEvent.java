package io.vigil.node.sync;

import io.vigil.node.p2p.NodeId;
import io.vigil.types.Hash;
import java.util.List;

/** What can happen to the machines that fetch blocks. {@link BlockFetch} and {@link HashFetch} both take all of them. */
public sealed interface FetchEvent {
    record PeerJoined(NodeId peer) implements FetchEvent {}

    record PeerLeft(NodeId peer) implements FetchEvent {}

    /** A peer has, or claims to have, committed up to {@code height}. Believed only as a hint whom to ask. */
    record HeadSeen(NodeId peer, long height) implements FetchEvent {}

    /** A message of the sync channel that is an answer; late and unasked ones are ignored. */
    record Answered(NodeId peer, SyncMessage answer) implements FetchEvent {}

    /** The time asked for by {@link FetchEffect.StartTimer} is over. */
    record TimerFired(long request) implements FetchEvent {}

    /** Our own head is at {@code height} now, by import or by agreement. */
    record HeadMoved(long height) implements FetchEvent {}

    /** A range that was delivered turned out to be wrong: what it says is not proved, or not true. */
    record RangeRejected(long request) implements FetchEvent {}

    /** Agreement needs a block; those who should have it are asked first. */
    record Wanted(Hash block, List<NodeId> from) implements FetchEvent {
        public Wanted {
            from = List.copyOf(from);
        }
    }

    /** Agreement needs it no more, or has it. */
    record Forgotten(Hash block) implements FetchEvent {}
}
