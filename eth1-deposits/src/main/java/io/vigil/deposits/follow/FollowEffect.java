package io.vigil.deposits.follow;

import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.store.Advance;

/** Everything a follower can ask for; at most one question is open at a time. */
public sealed interface FollowEffect {
    record AskStatus() implements FollowEffect {}

    record AskBlock(long number) implements FollowEffect {}

    record AskLogs(long first, long last) implements FollowEffect {}

    record AskReceipts(Eth1Block block) implements FollowEffect {}

    record AskContract(Eth1Block block) implements FollowEffect {}

    record Write(Advance step) implements FollowEffect {}

    /** This endpoint is of no use in this poll; another one may be. */
    record GiveUp(Fault fault, String why) implements FollowEffect {}

    /** Our head is theirs. */
    record CaughtUp() implements FollowEffect {}

    /** The newest final block is too old to be news. */
    record NotFinalising(Eth1Block finalized) implements FollowEffect {}

    /** They replaced what was final. Nothing is written until an operator decides (D5). */
    record Halt(Eth1Block ours, Eth1Block theirs) implements FollowEffect {}

    /** What is wrong with an endpoint. */
    enum Fault {
        /** Another chain or another contract: out of service until its settings change. */
        WRONG_CHAIN,
        /** Still syncing, or behind what we have as final. */
        BEHIND,
        /** It failed to answer. */
        UNREACHABLE,
        /** Its logs, headers and contract do not fit each other, even for one block. */
        CONTRADICTS_ITSELF
    }
}
