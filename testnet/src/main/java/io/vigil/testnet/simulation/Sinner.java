package io.vigil.testnet.simulation;

/** What the first member of a simulated network does beside, or instead of, what the rules ask. */
public enum Sinner {
    NOBODY,
    /** Votes for a second block whenever it votes (E1). */
    EQUIVOCATOR,
    /** Proposes a second block whenever it proposes a new one (E5). */
    TWO_FACED,
    /** Gives up on each view that it promised never to give up on (E3). */
    DENIER,
    /** Forgets its signer record in each crash (E1, E3, E5 by chance). */
    AMNESIAC,
    /** Hears everything and says nothing. */
    SILENT
}
