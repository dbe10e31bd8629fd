package io.vigil.timesync;

import java.util.Objects;

/** What came of asking one source. */
public sealed interface Answer {
    /** A reply that passed every check of its protocol. Whether it is true is another question. */
    record Heard(String source, Sample sample) implements Answer {
        public Heard {
            Objects.requireNonNull(sample);
        }
    }

    /**
     * Nothing usable came.
     *
     * @param why silence, or the rule that the reply broke
     */
    record Refused(String source, String why) implements Answer {}

    /**
     * Two signed replies that cannot both be true: the first was had before the second was asked for, yet claims a
     * later time. The proof shows that one of the two lied, not which.
     *
     * @param proof where the report was kept
     */
    record Contradicted(String earlier, String later, String proof) implements Answer {}
}
