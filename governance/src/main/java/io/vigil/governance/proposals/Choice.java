package io.vigil.governance.proposals;

import java.util.Optional;

/** A vote (G30). The code is the place here plus one; 0 is no vote. */
public enum Choice {
    YES,
    NO,
    ABSTAIN;

    public int code() {
        return ordinal() + 1;
    }

    public static Optional<Choice> of(long code) {
        return code >= 1 && code <= values().length ? Optional.of(values()[(int) code - 1]) : Optional.empty();
    }
}
