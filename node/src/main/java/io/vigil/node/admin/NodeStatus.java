package io.vigil.node.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a node knows of itself and of its network at one moment: the content of the dashboard.
 *
 * @param name of the node, as its operator calls it
 * @param consensus where agreement stands, validator by validator
 * @param clock one word, such as {@code SYNCED}
 * @param alarms what a human should look at, most urgent first; empty if all is well
 */
public record NodeStatus(
        String name,
        String version,
        long chainId,
        String genesisHash,
        Instant started,
        Head head,
        Agreement agreement,
        List<Peer> peers,
        List<Member> members,
        ConsensusReport consensus,
        Pool pool,
        Snapshots snapshots,
        String clock,
        List<String> alarms) {
    public NodeStatus {
        peers = List.copyOf(peers);
        members = List.copyOf(members);
        alarms = List.copyOf(alarms);
    }

    /**
     * The last committed block.
     *
     * @param committed when this node committed it
     * @param highestKnown the highest block that any peer says it has committed, own included
     */
    public record Head(long height, String hash, Instant committed, long highestKnown) {
        public long behind() {
            return Math.max(0, highestKnown - height);
        }

        public Duration age(Instant now) {
            return Duration.between(committed, now);
        }
    }

    /**
     * Where agreement stands.
     *
     * @param leader name of the leader of {@code view}
     * @param role {@code validator}, {@code observer}, or why a validator does not vote
     * @param waitingFor what the node waits for and what happens next; empty while blocks come
     */
    public record Agreement(long epoch, long view, String leader, String role, String waitingFor) {}

    /** @param id the node's public key in hex */
    public record Peer(String id, String address, String role, long height, long view, boolean isInbound) {}

    /**
     * A validator as this node sees it.
     *
     * @param view the last one it was seen in; -1 if it was never seen
     * @param isOnline whether it was heard of recently
     */
    public record Member(String name, String address, long power, boolean isOnline, long view, boolean isSelf) {}

    public record Pool(int executable, int queued, long sizeBytes) {}

    /**
     * @param newest height of the highest one that can be restored; -1 if there is none
     * @param making how far the one is that is being made; empty if none is
     * @param stateSync how far the one is that is being taken from peers; empty if none is
     */
    public record Snapshots(int count, long newest, long fileBytes, String making, String stateSync) {}

    /** Power that is needed for a block: more than two thirds. */
    public long quorumPower() {
        return totalPower() * 2 / 3 + 1;
    }

    public long totalPower() {
        return members.stream().mapToLong(Member::power).sum();
    }

    public long onlinePower() {
        return members.stream()
                .filter(Member::isOnline)
                .mapToLong(Member::power)
                .sum();
    }

    /** Power still missing before a quorum is online; 0 if there is one. */
    public long missingPower() {
        return Math.max(0, quorumPower() - onlinePower());
    }
}
