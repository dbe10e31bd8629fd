package io.vigil.timesync.roughtime;

/** The rule that a reply breaks. None of them is evidence of anything: servers may send bad replies on purpose. */
public enum Fault {
    PARSE,
    MISSING,
    VER,
    VERS,
    TYPE_MISSING,
    TYPE,
    NONC,
    PATH_LEN,
    DELE_SIG,
    DELE_WINDOW,
    SREP_SIG,
    ROOT,
    INDX,
    RADI_ZERO,
    OUT_OF_RANGE
}
