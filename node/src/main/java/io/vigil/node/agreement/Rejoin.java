package io.vigil.node.agreement;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * When a validator whose record is lost may sign again (R6, A15). It asks all peers where they stand; once members that hold a
 * quorum without it have answered, and the highest epoch E that they report is proven here, nothing can have been signed with its
 * key in E + 2: that needs a commit of E + 1, whose signers share an honest one with those who answered.
 */
public final class Rejoin implements ConsensusLoop.Observer {
    private static final long ASK_NANOS = 1_000_000_000L;

    private final long nonce;
    private final Supplier<EpochStart> newest;
    private final Supplier<Bytes> ownKey;
    private final Function<PeerId, Bytes> keys;
    private final Consumer<Message> ask;
    private final LongConsumer decided;
    private final Map<Bytes, Long> reported = new TreeMap<>();
    private long askedAt;
    private boolean asked;
    private volatile long signsFrom;

    /**
     * @param nonce drawn at this start, so that no older answer counts
     * @param newest the highest epoch that is proven here
     * @param keys the validator key that a peer is known by; no bytes for an observer
     * @param decided makes the answer durable
     * @param signsFrom 0 if the record was never lost, {@link Long#MAX_VALUE} while the epoch is not known
     */
    public Rejoin(
            long nonce,
            Supplier<EpochStart> newest,
            Supplier<Bytes> ownKey,
            Function<PeerId, Bytes> keys,
            Consumer<Message> ask,
            LongConsumer decided,
            long signsFrom) {
        this.nonce = nonce;
        this.newest = newest;
        this.ownKey = ownKey;
        this.keys = keys;
        this.ask = ask;
        this.decided = decided;
        this.signsFrom = signsFrom;
    }

    /** Whether anything of {@code epoch} may be signed. */
    public boolean allows(long epoch) {
        return epoch >= signsFrom;
    }

    @Override
    public void stepped(Event event, List<Effect> effects, ConsensusStatus status) {
        boolean isAnswer = isWaiting()
                && event instanceof Event.StatusReceived received
                && received.status().nonce() == nonce;
        if (isAnswer && event instanceof Event.StatusReceived(long ignored, PeerId from, Message.Status answer)) {
            Bytes key = keys.apply(from);
            if (!key.isEmpty()) {
                reported.put(key, answer.epoch());
            }
        }
        if (isWaiting()) {
            decide();
        }
    }

    @Override
    public void ticked(long nowNanos, ConsensusStatus status) {
        if (isWaiting() && (!asked || nowNanos - askedAt >= ASK_NANOS)) {
            asked = true;
            askedAt = nowNanos;
            ask.accept(new Message.AskStatus(nonce));
        }
    }

    private boolean isWaiting() {
        return signsFrom == Long.MAX_VALUE;
    }

    /** Whoever reports an epoch that nobody has proven here does not count. */
    private void decide() {
        EpochStart known = newest.get();
        ValidatorSet set = known.set();
        long power = set.powerOf(index -> {
            Bytes key = set.member(index).blsKey();
            Long epoch = reported.get(key);
            return !key.equals(ownKey.get()) && epoch != null && epoch <= known.epoch();
        });
        if (power >= set.quorum()) {
            long highest = reported.values().stream()
                    .filter(epoch -> epoch <= known.epoch())
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            decided.accept(highest + 2);
            signsFrom = highest + 2;
        }
    }
}
