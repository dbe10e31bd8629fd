package io.vigil.node.deposits;

import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.EndpointStatus;
import io.vigil.deposits.voting.Eth1Parameters;
import java.util.Optional;

/**
 * Asks an eth1 node, before it is needed, whether it still has the states that following will ask for: the contract's at the
 * store's last block, and at a block as old as those that are voted on. Most nodes keep the newest 128.
 */
record KeptStates(Eth1Parameters parameters) {
    /** Blocks by which the time between two of them is measured. */
    private static final long SAMPLE_BLOCKS = 1_000;

    /** What is wrong with the endpoint, and what to do; empty if all is well, or if it does not answer at all. */
    Optional<String> fault(Endpoint endpoint, Eth1Block head) {
        try {
            EndpointStatus status = endpoint.logs().status();
            Optional<String> old = at(endpoint, head.number(), status.head())
                    .map(why -> why + "; an empty store reads logs from there: use an archive node, or begin with"
                            + " eth1.slots = true or an eth1.snapshot");
            return old.isPresent()
                    ? old
                    : at(endpoint, votedOn(endpoint, status), status.head())
                            .map(why -> why + "; blocks that are voted on are at least " + parameters.followSeconds()
                                    + " s old: use an archive node, or one that keeps as many states");
        } catch (EndpointException e) {
            return Optional.empty(); // following says so, and tries again
        }
    }

    /** About the block that a period beginning now would vote on. */
    private long votedOn(Endpoint endpoint, EndpointStatus status) throws EndpointException {
        Eth1Block head = status.head();
        Eth1Block newest = status.finalized().orElse(head);
        long sample = Math.min(SAMPLE_BLOCKS, newest.number());
        Optional<Eth1Block> earlier = endpoint.logs().block(newest.number() - sample);
        long seconds = Math.max(1, newest.timestamp() - earlier.orElse(newest).timestamp());
        long blocks = parameters.followSeconds() * sample / seconds;
        return Math.max(parameters.contract().deployBlock(), newest.number() - blocks);
    }

    private Optional<String> at(Endpoint endpoint, long number, Eth1Block head) throws EndpointException {
        long asked = Math.max(number, parameters.contract().deployBlock());
        Optional<Eth1Block> block = endpoint.logs().block(asked);
        if (block.isEmpty()) {
            return Optional.empty();
        }
        try {
            endpoint.logs().contract(block.get().hash());
            return Optional.empty();
        } catch (EndpointException e) {
            return Optional.of(endpoint.name() + " has no state of block " + asked + ", " + (head.number() - asked)
                    + " below its head (" + e.getMessage() + ")");
        }
    }
}
