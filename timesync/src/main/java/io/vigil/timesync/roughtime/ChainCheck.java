package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a chain proves: that every reply is signed, that each question was asked after the reply before it, and which
 * replies cannot both be true.
 *
 * <p>A liar ahead that is asked last, or behind that is asked first, is consistent with one pass; hence the client asks
 * the same sequence twice. A liar with a huge radius contradicts nobody; hence the client's radius cap.
 */
public record ChainCheck(List<SignedTime> times, List<Contradiction> contradictions) {
    public ChainCheck {
        times = List.copyOf(times);
        contradictions = List.copyOf(contradictions);
    }

    /** Link {@code earlier} was answered before link {@code later} was asked, yet names a later time. */
    public record Contradiction(int earlier, int later) {}

    /** @throws MalformedException if a link is not signed, not bound to the one before, or the report is no chain */
    public static ChainCheck of(MalfeasanceReport report) throws MalformedException {
        List<SignedTime> times = new ArrayList<>();
        for (int i = 0; i < report.links().size(); i++) {
            ChainLink link = report.links().get(i);
            if (i > 0) {
                checkBond(report.links().get(i - 1), link, i);
            }
            switch (RoughtimeReply.check(link.publicKey(), link.request(), link.response())) {
                case ReplyCheck.Valid(SignedTime time) -> times.add(time);
                case ReplyCheck.Invalid(Fault fault, String detail) ->
                    throw new MalformedException("response " + i + " is invalid: " + fault + ", " + detail);
            }
        }
        return new ChainCheck(times, contradictions(times));
    }

    private static void checkBond(ChainLink before, ChainLink link, int position) throws MalformedException {
        if (link.rand().size() != ChainLink.RAND_BYTES) {
            throw new MalformedException("response " + position + " has no rand of 32 bytes");
        }
        Bytes nonce = RoughtimeRequest.parse(link.request()).nonce();
        if (!nonce.equals(before.nextNonce(link.rand(), nonce.size()))) {
            throw new MalformedException("request " + position + " was not made from response " + (position - 1));
        }
    }

    /** Every pair, in the order of the chain. */
    public static List<Contradiction> contradictions(List<SignedTime> times) {
        List<Contradiction> found = new ArrayList<>();
        for (int earlier = 0; earlier < times.size(); earlier++) {
            for (int later = earlier + 1; later < times.size(); later++) {
                if (times.get(earlier).contradicts(times.get(later))) {
                    found.add(new Contradiction(earlier, later));
                }
            }
        }
        return found;
    }
}
