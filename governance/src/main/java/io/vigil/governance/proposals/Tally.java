package io.vigil.governance.proposals;

import io.vigil.governance.epoch.Member;
import io.vigil.types.Address;
import java.util.List;
import java.util.Optional;

/**
 * The power behind each choice, in one set (G30). The loop is over the set, so votes of those who are no members weigh nothing.
 *
 * @param total W, or W' where a vote is about a member (G32)
 */
public record Tally(long yes, long no, long abstain, long total) {
    private static final long ALL_BPS = 10_000;

    public static Tally of(Proposal proposal, List<Member> set, Proposals votes) {
        long yes = 0;
        long no = 0;
        long abstain = 0;
        long total = 0;
        for (Member member : set) {
            if (isAbout(proposal, member.address())) {
                continue;
            }
            total += member.power();
            Optional<Choice> choice = votes.vote(proposal.id(), member.address());
            if (choice.isPresent()) {
                switch (choice.get()) {
                    case YES -> yes += member.power();
                    case NO -> no += member.power();
                    case ABSTAIN -> abstain += member.power();
                }
            }
        }
        return new Tally(yes, no, abstain, total);
    }

    /** Nobody votes on being cast out. */
    private static boolean isAbout(Proposal proposal, Address member) {
        return proposal.content() instanceof Content.Membership(Content.Act act, Address validator, long _)
                && act == Content.Act.OUT
                && validator.equals(member);
    }

    /** Least yes that enacts: never above a quorum, so with F dead every vote can still be won (G32). */
    public long needed(Proposal proposal) {
        if (total == 0) {
            return 1;
        }
        long byShare = Math.multiplyExact(total, proposal.consensusBps()) / ALL_BPS + 1;
        return Math.min(Member.quorum(total), byShare);
    }

    public boolean enacts(Proposal proposal) {
        return yes >= needed(proposal);
    }

    /** A text needs a quorum of voters and a majority among them. */
    public boolean agrees(Proposal proposal) {
        long cast = yes + no + abstain;
        return cast * ALL_BPS >= Math.multiplyExact(proposal.quorumBps(), total)
                && yes * ALL_BPS > Math.multiplyExact(proposal.supportBps(), yes + no);
    }

    /** Whether the deposit is lost (G29). */
    public boolean refuses() {
        return no > total / 3;
    }
}
