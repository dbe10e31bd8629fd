package io.vigil.node;

import io.vigil.node.chain.SystemPart;
import io.vigil.node.deposits.Eth1Follower;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.quarantine.Guard;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.append.Folder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.genesis.Genesis;
import java.util.List;
import java.util.Optional;

/**
 * All that a drill may break inside a node, in one place; each method says what happens where a drill does not override it.
 * A main class of {@code testnet} hands one to {@link Node}; {@code vigil node} passes {@link #NONE}, and no flag, property or
 * variable of it can inject a fault (DESIGN §1). Called from any thread.
 */
public interface Faults {
    /** A node as good as it is. */
    Faults NONE = new Faults() {};

    /** What becomes of links and of messages on them. */
    default LinkFilter links() {
        return LinkFilter.NONE;
    }

    /** Whether this node's proposals reach nobody: views go on and no block comes. */
    default boolean withholdsProposals() {
        return false;
    }

    /** Asked before each transaction that a block of ours or of others runs; may throw as a broken VM would, or end the process. */
    default void beforeTransaction(Guard.Phase phase, Hash transaction) {}

    /** What this node believes of eth1 in place of what it read. */
    default Eth1Follower.Belief eth1() {
        return read -> Optional.empty();
    }

    /** What else happens to the state in every block, the same on every node that is told so. */
    default List<SystemPart> parts(Genesis genesis) {
        return List.of();
    }

    /** What peers get when they ask for a part of a snapshot's file; 0 is the manifest. */
    default Bytes servedPart(int file, Bytes part) {
        return part;
    }

    /** Whether blocks are wanted although nothing waits for them: an idle chain runs as fast as a busy one. */
    default boolean pretendsWork() {
        return false;
    }

    /** The highest protocol version that the program speaks: an upgrade is tried with one that says it speaks the next. */
    default long speaks() {
        return Genesis.FIRST_VERSION;
    }

    /** What a log of this node is written to, which must not lose what it synced. */
    default Folder folder(Log log, Folder folder) {
        return folder;
    }

    /** What blocks are committed to. */
    default KeyValueStore commits(KeyValueStore store) {
        return store;
    }

    /** Told once a block is committed and all who listen were told. */
    default void published(long height) {}

    /** The logs beside the store. */
    enum Log {
        /** Bodies and certificates that agreement may still need. */
        JOURNAL,
        /** What was signed. */
        SIGNER
    }

    /** Adds the calls by which a drill steers its faults to the admin port. */
    default void addCalls(MethodTable.Builder calls) {}
}
