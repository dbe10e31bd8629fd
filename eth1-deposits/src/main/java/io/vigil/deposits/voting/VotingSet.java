package io.vigil.deposits.voting;

import io.vigil.types.Address;
import java.util.List;

/**
 * The set that certifies a block, as far as votes on eth1 need it (D13).
 *
 * @param quorum power that adopts; of the total, whoever leads
 */
public record VotingSet(List<Member> members, long quorum) {
    /** A validator with its power. */
    public record Member(Address address, long power) {}

    public VotingSet {
        members = List.copyOf(members);
    }

    /** The quorum is the least power above two thirds. */
    public static VotingSet of(List<Member> members) {
        long total = members.stream().mapToLong(Member::power).reduce(0, Math::addExact);
        return new VotingSet(members, Math.multiplyExact(2, total) / 3 + 1);
    }
}
