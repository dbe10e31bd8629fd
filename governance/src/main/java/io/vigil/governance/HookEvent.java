package io.vigil.governance;

import io.vigil.types.Address;
import java.util.List;
import java.util.SortedMap;

/** What a hook did, for whoever keeps a log. Nothing depends on it. */
public sealed interface HookEvent {
    /** A step threw; its writes are discarded and its neutral result holds (G4). */
    record StepFailed(String step, String why) implements HookEvent {}

    /**
     * The next epoch is fixed.
     *
     * @param members how many it has
     * @param skipped records passed over, with the reason
     * @param degraded why the set is not what the rules would have chosen; empty if it is
     */
    record Fixed(
            long epoch,
            long version,
            int members,
            List<Address> joined,
            List<Address> left,
            SortedMap<Address, String> skipped,
            String degraded)
            implements HookEvent {}

    /** A new epoch begins with the next block. */
    record Moved(long epoch, long version, long end) implements HookEvent {}

    /** A proposal's status changed. */
    record Decided(long proposal, String status) implements HookEvent {}

    /** Something worth a line: a version locked or slipped, a validator jailed. */
    record Noted(String what) implements HookEvent {}
}
