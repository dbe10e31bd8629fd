package io.vigil.governance.election;

import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.types.Address;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whom the members voted in, with the power they gave. */
final class AuthorityMembership implements Membership {
    @Override
    public GovernanceModule id() {
        return GovernanceModule.AUTHORITY;
    }

    @Override
    public Optional<String> refusal(ValidatorRecord record, Parameters parameters) {
        if (record.standing() != Standing.ACTIVE) {
            return Optional.of(record.standing().name().toLowerCase(Locale.ROOT));
        }
        return record.votedPower() == 0 ? Optional.of("not voted in") : Optional.empty();
    }

    @Override
    public Seat seat(Address validator, ValidatorRecord record, Parameters parameters) {
        return new Seat(
                validator, record.electedKey(), record.stake(), Math.max(1, record.votedPower()), record.since());
    }

    @Override
    public List<Long> power(List<Seat> set) {
        return Power.capped(set.stream().map(Seat::units).toList());
    }
}
