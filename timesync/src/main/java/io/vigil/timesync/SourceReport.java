package io.vigil.timesync;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** One source as an operator sees it: the evidence behind a verdict. */
public record SourceReport(Source source, Verdict verdict, Word word) {
    public SourceReport {
        Objects.requireNonNull(source);
        Objects.requireNonNull(word);
    }

    /** What the source said last. */
    public sealed interface Word {
        /**
         * @param midpoint the time it named
         * @param radius the uncertainty it named
         * @param offset its time less the system clock's, delay accounted for
         * @param bound how far {@code offset} may be wrong if the source is honest
         * @param age since the reply came
         */
        record Said(Instant midpoint, Duration radius, Duration offset, Duration bound, Duration delay, Duration age)
                implements Word {}

        record Nothing(String why) implements Word {}
    }

    /** One line: name, verdict, and the numbers it rests on. */
    public String describe() {
        return switch (word) {
            case Word.Said said ->
                "%s %s: said %s ± %s s, offset %s s ± %s s, delay %s s, %s s ago"
                        .formatted(
                                source.name(),
                                verdict,
                                said.midpoint(),
                                Signed.unsigned(said.radius()),
                                Signed.seconds(said.offset()),
                                Signed.unsigned(said.bound()),
                                Signed.unsigned(said.delay()),
                                Signed.unsigned(said.age()));
            case Word.Nothing nothing -> "%s %s: %s".formatted(source.name(), verdict, nothing.why());
        };
    }
}
