package io.vigil.governance.election;

import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who has the stake, with power by stake. */
final class StakeMembership implements Membership {
    @Override
    public GovernanceModule id() {
        return GovernanceModule.STAKE;
    }

    @Override
    public Optional<String> refusal(ValidatorRecord record, Parameters parameters) {
        if (record.standing() != Standing.ACTIVE) {
            return Optional.of(record.standing().name().toLowerCase(Locale.ROOT));
        }
        if (record.stake().compareTo(parameters.get(Parameter.MIN_STAKE)) < 0) {
            return Optional.of("stake " + record.stake() + " below minStake");
        }
        return Optional.empty();
    }

    @Override
    public Seat seat(Address validator, ValidatorRecord record, Parameters parameters) {
        UInt256 units =
                record.stake().divide(parameters.get(Parameter.POWER_UNIT).max(UInt256.ONE));
        long power = Math.clamp(units.toLongSaturated(), 1L, Power.MAX_UNITS);
        return new Seat(validator, record.electedKey(), record.stake(), power, record.since());
    }

    @Override
    public List<Long> power(List<Seat> set) {
        return Power.capped(set.stream().map(Seat::units).toList());
    }
}
