package io.vigil.testnet.simulation;

import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.SignBytes;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The epochs that began in a run, and the real verification of what is said in them, over keys that are not. */
final class KnownEpochs {
    /** A message that many receive is verified once. */
    private static final int REMEMBERED_MESSAGES = 20_000;

    private final EpochStart genesis;
    private final SignBytes signBytes;
    private final TreeMap<Long, EpochStart> starts = new TreeMap<>();
    private final Map<Long, Verification> verifications = new HashMap<>();
    private final IdentityHashMap<Message, Boolean> verified = new IdentityHashMap<>();

    KnownEpochs(EpochStart genesis, SignBytes signBytes) {
        this.genesis = genesis;
        this.signBytes = signBytes;
        starts.put(0L, genesis);
    }

    /** An epoch ends once, by its last block or by a plan (G46). */
    void begin(EpochStart start) {
        EpochStart known = starts.putIfAbsent(start.epoch(), start);
        if (known != null && !known.equals(start)) {
            throw new IllegalStateException("G46: an epoch begins as " + start + " and as " + known);
        }
    }

    EpochStart newest() {
        return starts.lastEntry().getValue();
    }

    /** The epoch that {@code proof} leads into. */
    EpochStart after(EpochProof proof) {
        return starts.getOrDefault(proof.end().epoch() + 1, genesis);
    }

    /** What a proof begins, as a stranger would check it. */
    EpochStart startedBy(EpochProof proof) {
        Judgement judgement = verification(proof.end().epoch()).judge(proof);
        if (judgement instanceof Judgement.SoundEpoch(var claims, EpochStart next)
                && claims.stream().allMatch(SimulatedKeys::holds)) {
            return next;
        }
        throw new IllegalStateException("an honest epoch proof was refused: " + judgement);
    }

    /** Whether the rules let a plan be signed at all. */
    boolean isSound(Plan plan) {
        return verification(plan.epoch()).judge(plan) instanceof Judgement.Sound(List<SignatureClaim> claims)
                && claims.stream().allMatch(SimulatedKeys::holds);
    }

    /** A2. */
    void requireSound(EpochProof proof) {
        if (!startedBy(proof).equals(after(proof))) {
            throw new IllegalStateException("an epoch proof begins another epoch than others: " + proof);
        }
    }

    /** @param epoch of the message */
    void requireSound(Message message, long epoch) {
        if (verified.size() > REMEMBERED_MESSAGES) {
            verified.clear();
        }
        if (verified.putIfAbsent(message, true) != null) {
            return;
        }
        switch (verification(epoch).judge(message)) {
            case Judgement.Refused(String why) ->
                throw new IllegalStateException("an honest message was refused: " + why + ": " + message);
            case Judgement.Sound(List<SignatureClaim> claims) -> {
                if (!claims.stream().allMatch(SimulatedKeys::holds)) {
                    throw new IllegalStateException("an honest message has a bad signature: " + message);
                }
            }
            case Judgement.SoundEpoch e -> throw new IllegalStateException("not an epoch proof: " + message);
        }
    }

    private Verification verification(long epoch) {
        return verifications.computeIfAbsent(epoch, e -> new Verification(signBytes, starts.getOrDefault(e, genesis)));
    }
}
