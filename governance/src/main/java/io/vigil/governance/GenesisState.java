package io.vigil.governance;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.Spans;
import io.vigil.governance.parameters.CrossChecks;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.MemoryState;
import io.vigil.governance.versions.Schedule;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisValidator;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The registry and the first epoch as genesis.json has them. */
final class GenesisState {
    private GenesisState() {}

    static Optional<String> fault(Genesis genesis) {
        List<Member> set = set(genesis);
        CrossChecks checks = new CrossChecks(set.size(), Member.power(set), _ -> set.size());
        return checks.refusalOfGenesis(Parameters.of(genesis)).map(why -> "vigil.parameters." + why);
    }

    static SortedMap<Address, SortedMap<UInt256, UInt256>> slots(Genesis genesis) {
        MemoryState state = new MemoryState();
        Registry.Edit registry = Registry.edit(state);
        for (GenesisValidator validator : genesis.validators()) {
            registry.add(validator.address(), record(validator, genesis));
        }
        List<Member> set = set(genesis);
        Schedule.begin(state, genesis.version());
        new EpochState(
                        genesis.parameters().governance(),
                        0,
                        genesis.version(),
                        genesis.parameters().epochLength(),
                        set,
                        Parameters.of(genesis),
                        Optional.empty())
                .write(state);
        Spans.write(state, 0, set);
        return state.slots();
    }

    private static List<Member> set(Genesis genesis) {
        return genesis.validators().stream()
                .map(validator ->
                        new Member(validator.address(), validator.blsKey().bytes(), validator.power(), true))
                .toList();
    }

    private static ValidatorRecord record(GenesisValidator validator, Genesis genesis) {
        Parameters parameters = Parameters.of(genesis);
        UInt256 byPower = parameters.get(Parameter.POWER_UNIT).multiply(validator.power());
        boolean staked = genesis.parameters().governance() == GovernanceModule.STAKE;
        UInt256 stake =
                staked ? byPower.max(parameters.get(Parameter.MIN_STAKE)).min(ValidatorRecord.MAX_STAKE) : UInt256.ZERO;
        return new ValidatorRecord(
                validator.blsKey().bytes(),
                Bytes.EMPTY,
                Address.ZERO,
                validator.address(),
                validator.nodeId(),
                Address.ZERO,
                validator.contact(),
                stake,
                UInt256.ZERO,
                UInt256.ZERO,
                List.of(),
                Standing.ACTIVE,
                0,
                validator.power(),
                0);
    }
}
