package io.vigil.governance.election;

import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.Decoded;
import io.vigil.types.Address;
import java.util.List;

/** One entry of the registry as an election finds it. */
public record Candidate(Address address, Decoded<ValidatorRecord> record, Readiness readiness) {
    public static List<Candidate> all(Registry registry) {
        return registry.entries().stream()
                .map(entry -> new Candidate(entry.address(), entry.record(), registry.readiness(entry.address())))
                .toList();
    }
}
