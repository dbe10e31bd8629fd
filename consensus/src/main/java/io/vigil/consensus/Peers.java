package io.vigil.consensus;

import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who is connected, and when each was last answered without having asked. */
final class Peers {
    /** A peer is told where we stand at most this often (§2.8). */
    static final long ANSWER_EVERY_NANOS = 100_000_000L;

    private final TreeMap<PeerId, Bytes> keys;
    private final TreeMap<PeerId, Long> answeredAt;

    Peers() {
        this(new TreeMap<>(), new TreeMap<>());
    }

    private Peers(TreeMap<PeerId, Bytes> keys, TreeMap<PeerId, Long> answeredAt) {
        this.keys = keys;
        this.answeredAt = answeredAt;
    }

    Peers copy() {
        return new Peers(new TreeMap<>(keys), new TreeMap<>(answeredAt));
    }

    void connected(PeerId peer, Bytes validatorKey) {
        keys.put(peer, validatorKey);
    }

    void disconnected(PeerId peer) {
        keys.remove(peer);
        answeredAt.remove(peer);
    }

    boolean isConnected(PeerId peer) {
        return keys.containsKey(peer);
    }

    /** Whether {@code peer} may be answered now; if so, this counts as the answer. */
    boolean mayAnswer(PeerId peer, long nowNanos) {
        if (!keys.containsKey(peer)) {
            return false;
        }
        Long last = answeredAt.get(peer);
        if (last != null && nowNanos - last < ANSWER_EVERY_NANOS) {
            return false;
        }
        answeredAt.put(peer, nowNanos);
        return true;
    }

    Optional<PeerId> ofValidator(Bytes validatorKey) {
        for (Map.Entry<PeerId, Bytes> entry : keys.entrySet()) {
            if (entry.getValue().equals(validatorKey)) {
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    /** Connected peers among {@code signers}. */
    List<PeerId> among(Signers signers, ValidatorSet set) {
        List<PeerId> found = new ArrayList<>();
        for (int index : signers.indices()) {
            if (index < set.size()) {
                ofValidator(set.member(index).blsKey()).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Power of the members that are connected, our own included. */
    long power(ValidatorSet set, Bytes selfKey) {
        return set.powerOf(index -> {
            Bytes key = set.member(index).blsKey();
            return key.equals(selfKey) || ofValidator(key).isPresent();
        });
    }
}
