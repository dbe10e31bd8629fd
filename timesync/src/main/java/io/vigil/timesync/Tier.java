package io.vigil.timesync;

/** A kind of source. Each tier votes by itself; two tiers that both agree must agree with each other. */
public enum Tier {
    /** Fine but unauthenticated: an interval of milliseconds. */
    NTP,
    /** Signed but coarse: an interval of seconds that can be shown to others. */
    ROUGHTIME
}
