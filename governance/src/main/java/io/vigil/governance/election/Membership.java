package io.vigil.governance.election;

import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.Optional;

/**
 * How a chain admits validators (G16), chosen in genesis. Pure functions of what they are given; a new way is one class and
 * one value of {@link GovernanceModule}. Sorting, churn, carry-over, leads and the final checks are the election's own.
 */
public interface Membership {
    GovernanceModule id();

    /** @return why a sound record gives no seat, or nothing */
    Optional<String> refusal(ValidatorRecord record, Parameters parameters);

    /** The seat of a sound record, also of one that is refused: who cannot leave yet keeps its place. */
    Seat seat(Address validator, ValidatorRecord record, Parameters parameters);

    /** Best first. The seed is drawn from a block that nobody could choose freely (G20). */
    default List<Seat> rank(List<Seat> seats, Hash seed) {
        return Ranking.top(seats);
    }

    /** Power of each seat of a set, in its order. */
    List<Long> power(List<Seat> set);

    /** Whether no member may alone stop the chain; then {@link #power} caps (G19). */
    default boolean isCapped() {
        return true;
    }

    static Membership of(GovernanceModule module) {
        return switch (module) {
            case STATIC -> new StaticMembership();
            case AUTHORITY -> new AuthorityMembership();
            case STAKE -> new StakeMembership();
        };
    }
}
