package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.chain.ExtraData;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epochs of twenty blocks, the shortest there are, on four real processes under load: nothing is lost at a boundary. */
class EpochIT {
    private static final long LENGTH = 20;

    @TempDir
    private Path folder;

    @Test
    void nodesAreKilledAcrossBoundariesOneLosesItsRecordAndNothingElseIsLost() throws Exception {
        try (EpochNetwork network = EpochNetwork.create(folder, 29_545, 4, 4, "static", LENGTH);
                Transfers load = new Transfers(network::running)) {
            network.startAll();
            load.start();
            network.awaitHeight(0, LENGTH + 2);
            long lost = network.lostViews(LENGTH + 2);

            network.awaitHeight(0, 2 * LENGTH - 4);
            network.kill(List.of(network.node(1)));
            network.awaitHeight(0, 2 * LENGTH + 4); // without it, into the third epoch
            network.start(network.node(1));
            network.awaitHeight(1, 2 * LENGTH + 6);

            network.awaitHeight(0, 3 * LENGTH);
            network.kill(network.nodes()); // all at once, about where one epoch becomes the next
            network.startAll();
            network.awaitHeight(0, 3 * LENGTH + 3);

            aValidatorThatLosesItsRecordSignsAgainTwoEpochsLater(network);
            load.end();
            network.allArrived(load, 0, 1, 2, 3);
            long end = network.height(0);
            epochsFollowEachOther(network, end);
            System.out.println(load.sent().size() + " transfers in " + end + " blocks and "
                    + (network.extra(end).epoch() + 1) + " epochs; views without a block up to the first boundary: "
                    + lost);
        }
    }

    /** R6, A15: its key signs nothing in the epochs that it may have signed in already. */
    private static void aValidatorThatLosesItsRecordSignsAgainTwoEpochsLater(EpochNetwork network) throws Exception {
        NodePlan loser = network.node(2);
        network.kill(List.of(loser));
        long lostIn = network.extra(network.height(0)).epoch();
        NewNetwork.deleteAll(loser.home().signer());
        network.start(loser);
        EpochNetwork.await(
                "a vote of " + loser.name(),
                () -> network.voteEpochs(2).findAny().isPresent());

        assertThat(network.voteEpochs(2).min().orElseThrow()).isGreaterThanOrEqualTo(lostIn + 2);
    }

    /** What the headers of all blocks say of their epochs. */
    private static void epochsFollowEachOther(EpochNetwork network, long end) throws Exception {
        for (long height = 1; height <= end; height++) {
            ExtraData extra = network.extra(height);
            long epoch = (height - 1) / LENGTH;
            assertThat(extra.epoch()).isEqualTo(epoch);
            assertThat(extra.epochEnd()).isEqualTo((epoch + 1) * LENGTH);
        }
    }
}
