package io.vigil.governance.election;

import io.vigil.governance.epoch.Member;
import io.vigil.types.Address;
import java.util.List;
import java.util.Optional;

/**
 * What an election came to.
 *
 * @param set in the order of addresses, all leading: leads are decided after
 * @param skipped records that are not as records must be, with the reason
 * @param degraded why the set is not what the rules would have chosen; empty if it is
 * @param unready members kept although they do not speak the version that begins; they must not lead (G37)
 * @param activates whether the version can begin with this set; true if none was to begin
 */
public record ElectionResult(
        List<Member> set,
        List<Skipped> skipped,
        List<Address> joined,
        List<Address> left,
        String degraded,
        List<Address> unready,
        boolean activates) {
    /** A record that an election passed over. */
    public record Skipped(Address address, String reason) {}

    public ElectionResult {
        set = List.copyOf(set);
        skipped = List.copyOf(skipped);
        joined = List.copyOf(joined);
        left = List.copyOf(left);
        unready = List.copyOf(unready);
    }

    /** This, if the version can begin with it. */
    public Optional<ElectionResult> ifActivating() {
        return activates ? Optional.of(this) : Optional.empty();
    }
}
