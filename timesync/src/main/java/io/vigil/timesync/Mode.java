package io.vigil.timesync;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which time a node uses: one value of {@code timesync.source}. */
public enum Mode {
    /** The system clock and nothing else; the default. */
    SYSTEM("system"),
    NTP("ntp", Tier.NTP),
    ROUGHTIME("roughtime", Tier.ROUGHTIME),
    NTP_AND_ROUGHTIME("ntp+roughtime", Tier.NTP, Tier.ROUGHTIME),
    /** The system clock and an offset that the operator sets by hand, within the bound. */
    MANUAL("manual");

    private final String word;
    private final List<Tier> tiers;

    Mode(String word, Tier... tiers) {
        this.word = word;
        this.tiers = List.of(tiers);
    }

    /** As it is written in the configuration. */
    public String word() {
        return word;
    }

    public List<Tier> tiers() {
        return tiers;
    }

    /** All of them, for a message. */
    public static String words() {
        return Arrays.stream(values()).map(Mode::word).collect(Collectors.joining(", "));
    }

    public static Optional<Mode> parse(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word.equals(word)).findFirst();
    }
}
