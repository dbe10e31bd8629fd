package io.vigil.governance.election;

import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.types.Address;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.Optional;

/** Who is in genesis, with the power given there. */
final class StaticMembership implements Membership {
    @Override
    public GovernanceModule id() {
        return GovernanceModule.STATIC;
    }

    @Override
    public Optional<String> refusal(ValidatorRecord record, Parameters parameters) {
        if (record.standing() == Standing.TOMBSTONED) {
            return Optional.of("tombstoned");
        }
        return record.votedPower() == 0 ? Optional.of("not in genesis") : Optional.empty();
    }

    @Override
    public Seat seat(Address validator, ValidatorRecord record, Parameters parameters) {
        return new Seat(
                validator, record.electedKey(), record.stake(), Math.max(1, record.votedPower()), record.since());
    }

    @Override
    public List<Long> power(List<Seat> set) {
        return set.stream().map(Seat::units).toList();
    }

    @Override
    public boolean isCapped() {
        return false;
    }
}
