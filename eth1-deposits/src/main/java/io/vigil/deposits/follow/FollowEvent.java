package io.vigil.deposits.follow;

import io.vigil.deposits.Eth1Block;
import java.util.List;
import java.util.Optional;

/** Everything that can happen to a follower. */
public sealed interface FollowEvent {
    /** Look for news. Any dialogue under way is dropped. */
    record Poll(long nowSeconds) implements FollowEvent {}

    record StatusCame(EndpointStatus status) implements FollowEvent {}

    record BlockCame(Optional<Eth1Block> block) implements FollowEvent {}

    record LogsCame(List<ContractLog> logs) implements FollowEvent {
        public LogsCame {
            logs = List.copyOf(logs);
        }
    }

    record ContractCame(ContractAnswer answer) implements FollowEvent {}

    /** The step of the last {@link FollowEffect.Write} is on disk. */
    record Written() implements FollowEvent {}

    /** The last question got no answer, or none that could be read. */
    record Failed(String why) implements FollowEvent {}
}
