package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.proposals.Status;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * An upgrade that needs no clock on the wall (R1.4). In March 2020 the vote ran in a chat group while the network stood, and a
 * script restarted all validators at one minute. Here a version is proposed and voted on chain while the load runs; nodes are
 * restarted with the new release one after the other, whenever; the new rules begin at one block everywhere. One node is left
 * behind: it commits the last block it understands, answers, signs nothing more, and comes back when it is upgraded.
 */
public final class UpgradeDrill {
    private static final long NEXT_VERSION = 2;

    /** Blocks under the new rules that show that the chain goes on. */
    private static final long BLOCKS_AFTER = 15;

    /** Epochs from lock to beginning: enough to restart a node in them, if one is to be. */
    private static final long LONG_GRACE = 5;

    private final VersionedNetwork network;
    private final boolean isShort;
    private final ObjectNode measured = JsonNodeFactory.instance.objectNode();

    private UpgradeDrill(VersionedNetwork network, boolean isShort) {
        this.network = network;
        this.isShort = isShort;
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param rpcPort the first of the nodes' ports
     * @param isShort leaves out a version that is cancelled, one that expires, and that the third slips
     * @param progress one line per step
     */
    public static DrillReport run(Path folder, int rpcPort, boolean isShort, Consumer<String> progress)
            throws InterruptedException {
        VersionedNetwork network = VersionedNetwork.start(folder, rpcPort, NEXT_VERSION - 1, progress);
        try {
            return new UpgradeDrill(network, isShort).play();
        } catch (IOException | MalformedException e) {
            throw new IllegalStateException("a node did not answer as it must: " + e.getMessage(), e);
        } finally {
            network.stop();
        }
    }

    private DrillReport play() throws InterruptedException, IOException, MalformedException {
        measured.put("validators", network.most().size() + 1);
        DelayedUpgrades delayed = new DelayedUpgrades(network, NEXT_VERSION);
        boolean others = isShort || (holds("cancelled", delayed.isCancelled()) & holds("expired", delayed.expires()));
        long grace = isShort ? 1 : LONG_GRACE;
        long id = network.ballots().version(VersionedNetwork.key(network.most().getFirst()), NEXT_VERSION, grace, 100);
        network.pass(id);
        network.say("proposal " + id + ": version " + NEXT_VERSION + ", three of four voted yes");
        boolean waits = network.reaches(() -> network.has(id, Status.WAIT_READY));
        for (NodePlan node : network.most()) {
            network.restart(node, NEXT_VERSION);
        }
        boolean slipped = isShort || holds("slippedWhenOneWentBack", delayed.slips(id, grace));
        boolean held = waits && begins(id);
        measured.put("blocksSeen", network.watch().blocks())
                .put("lostViews", network.watch().lost());
        return new DrillReport("upgrade", history(), measured, others && slipped && held);
    }

    private boolean begins(long id) throws InterruptedException, IOException, MalformedException {
        boolean began = network.reaches(() -> network.has(id, Status.ACTIVE))
                && network.reaches(() -> network.version() == NEXT_VERSION);
        holds("activated", began);
        if (!began) {
            return false;
        }
        long first = network.firstBlock();
        NodePlan leading = network.most().getFirst();
        boolean goesOn = network.reaches(() -> network.height(leading) >= first + BLOCKS_AFTER);
        NodePlan behind = network.last();
        long stayed = network.height(behind);
        network.say("version " + NEXT_VERSION + " began with block " + first + "; " + behind.name()
                + ", left behind, answers and stays at block " + stayed);
        measured.put("firstBlockOfVersion", first).put("leftBehindStayedAt", stayed);
        boolean same = holds("sameBlockEverywhere", goesOn && beginsAt(first));
        network.restart(behind, NEXT_VERSION);
        boolean back = holds(
                "leftBehindCameBack", goesOn && network.reaches(() -> network.height(behind) >= first + BLOCKS_AFTER));
        network.say(behind.name() + (back ? " is back at block " + network.height(behind) : " did NOT come back"));
        return same && back && stayed == first - 1;
    }

    private boolean holds(String name, boolean held) {
        measured.put(name, held);
        return held;
    }

    /** Whether the headers of all upgraded nodes change their version at that block. */
    private boolean beginsAt(long first) throws IOException, MalformedException {
        for (NodePlan node : network.most()) {
            if (network.version(node, first - 1) != NEXT_VERSION - 1 || network.version(node, first) != NEXT_VERSION) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode history() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("network", "PlatON's test network")
                .put("date", "2020-03-10 to 2020-03-11")
                .put("vote", "in a chat group, 27 : 3 and 15 : 12, while no block came")
                .put("restart", "25 validators by script at 16:00, and nothing happened for 38 min 41 s");
    }
}
