package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.types.Bytes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownRevealsTest {
    private static final Bytes KEY = Bytes.of(1);
    private static final Bytes REVEAL = Bytes.of(2);

    private final KnownReveals known = new KnownReveals(1);

    @Test
    void knowsWhatItWasToldAndNothingElse() {
        known.add(List.of(known.claim(KEY, 3, 4, REVEAL)));

        assertThat(known.contains(known.claim(KEY, 3, 4, REVEAL))).isTrue();
        assertThat(known.contains(known.claim(KEY, 3, 5, REVEAL))).isFalse();
        assertThat(known.contains(known.claim(KEY, 4, 4, REVEAL))).isFalse();
        assertThat(known.contains(known.claim(REVEAL, 3, 4, REVEAL))).isFalse();
        assertThat(known.contains(known.claim(KEY, 3, 4, KEY))).isFalse();
        assertThat(known.contains(new KnownReveals(2).claim(KEY, 3, 4, REVEAL))).isFalse();
    }

    @Test
    void forgetsTheOldestOfTooMany() {
        List<SignatureClaim> claims = IntStream.rangeClosed(0, KnownReveals.MAX)
                .mapToObj(view -> known.claim(KEY, 0, view, REVEAL))
                .toList();
        known.add(claims);

        assertThat(claims).filteredOn(known::contains).isEqualTo(claims.subList(1, claims.size()));
    }
}
