package io.vigil.governance.contracts;

import io.vigil.types.MalformedException;

/** Why a call reverts; caught where the method was called. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    /** @param why a code in capitals, then what is wrong */
    Refusal(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    static Refusal of(MalformedException arguments) {
        return new Refusal("ARGUMENTS: " + arguments.getMessage());
    }

    String why() {
        return why;
    }
}
