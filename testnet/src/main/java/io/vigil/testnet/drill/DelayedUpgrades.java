package io.vigil.testnet.drill;

import io.vigil.governance.proposals.Status;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.MalformedException;
import java.io.IOException;

/** What can become of a version but that it begins at once: it is cancelled, it expires, it slips. In each the chain goes on. */
final class DelayedUpgrades {
    private static final long PATIENCE = 4;

    /** Epochs without the version after its time that show that it slipped. */
    private static final long SLIPPED_EPOCHS = 2;

    private final VersionedNetwork network;
    private final long version;

    DelayedUpgrades(VersionedNetwork network, long version) {
        this.network = network;
        this.version = version;
    }

    /** A version that passed is taken back by another vote before anybody is ready. */
    boolean isCancelled() throws IOException, MalformedException, InterruptedException {
        NodePlan proposer = network.most().getFirst();
        long id = network.ballots().version(VersionedNetwork.key(proposer), version, 1, 100);
        network.pass(id);
        boolean passed = network.reaches(() -> network.has(id, Status.WAIT_READY));
        long cancel = network.ballots().cancel(VersionedNetwork.key(proposer), id);
        network.pass(cancel);
        boolean cancelled = passed && network.reaches(() -> network.has(id, Status.CANCELLED));
        network.say("proposal " + id + (cancelled ? " passed and was cancelled by vote" : " was NOT cancelled"));
        return cancelled;
    }

    /** A version that passed, for which nobody gets ready. */
    boolean expires() throws IOException, MalformedException, InterruptedException {
        long id = network.ballots().version(VersionedNetwork.key(network.most().getFirst()), version, 1, PATIENCE);
        network.pass(id);
        boolean passed = network.reaches(() -> network.has(id, Status.WAIT_READY));
        boolean expired = passed && network.reaches(() -> network.has(id, Status.EXPIRED));
        network.say("proposal " + id + (expired ? " passed and expired, nobody being ready" : " did NOT expire"));
        return expired;
    }

    /** A version that is locked; then one node goes back to the release before, on the same data, and later forth again. */
    boolean slips(long id, long grace) throws InterruptedException {
        boolean locked = network.reaches(() -> network.has(id, Status.LOCKED));
        long due = network.epoch() + grace;
        NodePlan node = network.most().getLast();
        network.restart(node, version - 1);
        boolean slipped = locked
                && network.reaches(() -> network.epoch() > due + SLIPPED_EPOCHS || network.version() == version)
                && network.has(id, Status.LOCKED)
                && network.version() == version - 1;
        network.say("version " + version + (slipped ? " waits" : " does NOT wait") + " since epoch " + due + " for "
                + node.name() + ", which went back one release");
        network.restart(node, version);
        return slipped;
    }
}
