package io.vigil.timesync;

/** What the vote made of one source. */
public enum Verdict {
    /** Its interval touches the majority's. */
    AGREES,
    /** Its interval lies outside the majority's: it lies or is broken. */
    LIES_OUTSIDE,
    /** It answered, but there is no majority to compare it with. */
    UNJUDGED,
    /** It gave no usable answer for three polls. */
    SILENT
}
