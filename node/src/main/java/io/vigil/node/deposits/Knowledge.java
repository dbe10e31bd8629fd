package io.vigil.node.deposits;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.FollowedChain;
import io.vigil.deposits.voting.Eth1Voting;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What the follower knew at one moment; any thread may use it.
 *
 * @param deposits by index
 * @param agreed what enough eth1 nodes confirmed, so that it may be voted for (D31)
 */
record Knowledge(
        FollowedChain chain,
        LongFunction<Optional<DepositData>> deposits,
        Eth1Voting.Health health,
        Optional<Eth1Data> agreed) {}
