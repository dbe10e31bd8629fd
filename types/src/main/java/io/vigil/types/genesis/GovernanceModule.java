package io.vigil.types.genesis;

import java.util.Locale;

/** Who decides about the set of validators. */
public enum GovernanceModule {
    /** The set of genesis, for ever; only keys change. */
    STATIC,

    /** Members vote members in and out. */
    AUTHORITY,

    /** Stake decides, with an election in every epoch. */
    STAKE;

    /** As genesis.json spells it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
