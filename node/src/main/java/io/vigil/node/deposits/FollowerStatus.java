package io.vigil.node.deposits;

import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.voting.Eth1Voting.Health;
import java.util.List;
import java.util.Optional;

/**
 * How following goes, for operators.
 *
 * @param head the last block that was read with what the contract held there by the own tree, once the store is open
 * @param audit the line of the last audit
 * @param refused endpoints that were of no use in the last poll, with the reason
 * @param forgetful endpoints that do not keep the states which will be asked for
 * @param waits what following waits for; empty if it is caught up
 * @param requests asked of all endpoints since the start
 */
public record FollowerStatus(
        Health health,
        Optional<Eth1Data> head,
        long finalized,
        String audit,
        List<String> refused,
        List<String> forgetful,
        String waits,
        boolean finalising,
        long requests,
        int disputes) {
    public FollowerStatus {
        refused = List.copyOf(refused);
        forgetful = List.copyOf(forgetful);
    }

    static final FollowerStatus OPENING = new FollowerStatus(
            Health.AUDITING, Optional.empty(), 0, "", List.of(), List.of(), "the audit of the store", true, 0, 0);
}
