package io.vigil.consensus.verification;

import io.vigil.consensus.certificates.EpochStart;
import java.util.List;

/** What a message's form says. */
public sealed interface Judgement {
    /** It breaks a rule that every honest sender obeys: drop it, and think less of the peer. */
    record Refused(String why) implements Judgement {}

    /** It is sound if all claims hold. */
    record Sound(List<SignatureClaim> claims) implements Judgement {
        public Sound {
            claims = List.copyOf(claims);
        }
    }

    /** The epoch that {@code next} describes begins if all claims hold. */
    record SoundEpoch(List<SignatureClaim> claims, EpochStart next) implements Judgement {
        public SoundEpoch {
            claims = List.copyOf(claims);
        }
    }
}
