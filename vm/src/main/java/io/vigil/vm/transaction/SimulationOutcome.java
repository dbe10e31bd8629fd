package io.vigil.vm.transaction;

import io.vigil.types.Bytes;
import io.vigil.types.chain.Log;
import io.vigil.vm.Halt;
import io.vigil.vm.state.AccessSets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answer to a question. */
public sealed interface SimulationOutcome {
    /**
     * @param gasUsed refunds taken off
     * @param output returned or reverted with
     * @param haltOrNull why it failed; null if it did not
     */
    record Executed(long gasUsed, Bytes output, @Nullable Halt haltOrNull, List<Log> logs, AccessSets access)
            implements SimulationOutcome {
        public Executed {
            logs = List.copyOf(logs);
        }

        public Optional<Halt> halt() {
            return Optional.ofNullable(haltOrNull);
        }

        public boolean isSuccess() {
            return haltOrNull == null;
        }
    }

    /** It could not even begin. */
    record Refused(Rejection rejection) implements SimulationOutcome {}
}
