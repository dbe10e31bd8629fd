/**
 * NTP version 4 as a client (RFC 5905): question, reply check, clock filter. Pure: bytes and monotonic times in, values
 * out.
 *
 * <p>Deviations from RFC 5905: the question carries 64 random bits where a client's own time would stand, so nothing is
 * told and a reply cannot be forged blindly (data minimisation); a reply gives an interval, not a correction; selection
 * is {@link io.vigil.timesync.MajorityHull}, since §11.2.1 counts only the sources that answer.
 */
@NullMarked
package io.vigil.timesync.ntp;

import org.jspecify.annotations.NullMarked;
