package io.vigil.governance.election;

import io.vigil.governance.epoch.Member;
import io.vigil.governance.parameters.Parameters;
import io.vigil.types.Hash;
import java.util.List;

/**
 * All that an election sees.
 *
 * @param parameters those of the epoch to come
 * @param candidates in any order
 * @param present the set of the epoch in which the election is held; never empty
 * @param epoch the one in which the election is held
 * @param version the protocol of the epoch to come
 * @param activating whether that version begins then, so that only the ready are elected (G37)
 */
public record ElectionInput(
        Membership membership,
        Parameters parameters,
        List<Candidate> candidates,
        List<Member> present,
        long epoch,
        long version,
        boolean activating,
        Hash seed) {
    public ElectionInput {
        candidates = List.copyOf(candidates);
        present = List.copyOf(present);
        if (present.isEmpty()) {
            throw new IllegalArgumentException("an election without a present set");
        }
    }
}
