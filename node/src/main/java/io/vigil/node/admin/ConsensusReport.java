package io.vigil.node.admin;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where agreement stands in the eyes of one node, validator by validator (R1.8).
 *
 * @param leader name of the leader of {@code view}
 * @param enteredByTimeout whether a timeout certificate opened the view
 * @param failures views entered by timeout since the last commit
 * @param idle whether nothing waits to be put into a block
 * @param pressed whether the processors are busy, so that nothing is proposed ahead
 * @param timedOut whether this node gave up on the view
 * @param givesUpIn time until it does; zero if it has
 * @param lock the highest certificate of a block, such as {@code QC 7 of 0xab…}
 * @param lastFinal the last certificate of finality, in the same form; empty if there was none since the start
 * @param missingFromLock who did not sign {@code lock}
 * @param missingFromFinal who did not sign {@code lastFinal}
 * @param votes whose vote in this view is here
 * @param timeouts who gave up on this view, as far as is known
 * @param lastFailure why the last view failed; empty if none did
 * @param failedViews since the node started
 * @param counted certificates over which {@link Member#signed} is counted
 * @param quorum power that a certificate needs
 * @param counts what agreement cost since the node started
 */
public record ConsensusReport(
        long epoch,
        long view,
        String leader,
        boolean enteredByTimeout,
        int failures,
        boolean idle,
        boolean pressed,
        boolean timedOut,
        Duration givesUpIn,
        String lock,
        String lastFinal,
        List<String> missingFromLock,
        List<String> missingFromFinal,
        List<String> votes,
        List<String> timeouts,
        String lastFailure,
        long failedViews,
        int counted,
        long quorum,
        Counts counts,
        List<Member> members) {
    public ConsensusReport {
        missingFromLock = List.copyOf(missingFromLock);
        missingFromFinal = List.copyOf(missingFromFinal);
        votes = List.copyOf(votes);
        timeouts = List.copyOf(timeouts);
        members = List.copyOf(members);
    }

    /**
     * What agreement cost since the node started.
     *
     * @param signatures made, or taken from the record to be sent again
     * @param broadcasts messages to all peers
     * @param sent messages to one peer
     * @param fsyncs of the signer's record and of the consensus journal; each commit adds one of the store
     * @param bytes sent over the links that are up, about whatever, before TLS
     */
    public record Counts(long signatures, long broadcasts, long sent, long fsyncs, long bytes) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        public Counts plus(long moreSignatures, long moreBroadcasts, long moreSent, long moreFsyncs) {
            return new Counts(
                    signatures + moreSignatures,
                    broadcasts + moreBroadcasts,
                    sent + moreSent,
                    fsyncs + moreFsyncs,
                    bytes);
        }

        public Counts withBytes(long total) {
            return new Counts(signatures, broadcasts, sent, fsyncs, total);
        }
    }

    /**
     * A validator.
     *
     * @param version of its program; empty if it is not connected
     * @param view the last it was seen in, -1 if it is not connected or was not heard of
     * @param certificate the highest it was seen to hold; empty if none was
     * @param signed how many of the last certificates hold its signature
     */
    public record Member(
            String name,
            String address,
            long power,
            boolean isOnline,
            boolean isSelf,
            String version,
            long view,
            long height,
            String certificate,
            int signed) {}

    /**
     * The view in which most power stands, and that power; of two the higher. Until this node has given up on its view, a
     * member last seen one view below counts as there: on an idle chain nobody speaks when a certificate moves it on.
     */
    public Crowd crowd() {
        SortedMap<Long, Long> power = new TreeMap<>();
        for (Member member : members) {
            if (member.isOnline() && member.view() >= 0) {
                power.merge(standsIn(member), member.power(), Long::sum);
            }
        }
        Crowd fullest = new Crowd(view, 0);
        for (var entry : power.entrySet()) {
            fullest = entry.getValue() >= fullest.power() ? new Crowd(entry.getKey(), entry.getValue()) : fullest;
        }
        return fullest;
    }

    private long standsIn(Member member) {
        return !timedOut && member.view() == view - 1 ? view : member.view();
    }

    /** Members that stand in one view. */
    public record Crowd(long view, long power) {}

    /** Power that lacks for a quorum in one view; 0 if there is one. */
    public long missingInOneView() {
        return Math.max(0, quorum - crowd().power());
    }
}
