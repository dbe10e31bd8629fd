package io.vigil.deposits.follow;

import io.vigil.deposits.Eth1Block;
import java.util.List;

/**
 * What one poll came to.
 *
 * @param ending why it ended
 * @param refused endpoints that were given up, with the reason
 * @param requests questions asked, over all endpoints
 */
public record FollowReport(Ending ending, List<String> refused, boolean finalising, int requests) {
    public FollowReport {
        refused = List.copyOf(refused);
    }

    /** How a poll ends. */
    public sealed interface Ending {
        /** Nothing is left to read. */
        record CaughtUp() implements Ending {}

        /** The poll's share of requests is used up; poll again. */
        record More() implements Ending {}

        /** No endpoint was of use. */
        record NoEndpoint() implements Ending {}

        /** eth1 replaced what was final here (D5): an operator decides. */
        record Halted(Eth1Block ours, Eth1Block theirs) implements Ending {}
    }
}
