/**
 * Who validates, what changes, and which rules hold (G1–G42), as pure functions of the state: everything of an epoch is decided
 * at one block of the epoch before and then frozen (G1).
 *
 * <pre>
 *   calls (contracts) ---> 0x…1000 registry, 0x…1002 proposals ---+
 *   begin: readiness, evidence, views led and lost ---------------+
 *                                                                 v
 *   end of block end(e)-K:  proposals, version, parameters, election, leads  --->  Next
 *   end of block end(e):    stake merges, keys change, Next becomes the epoch, spans
 * </pre>
 *
 * <p>Deviations from the rules: the proof of possession of a genesis key is the ciphersuite's own, since a genesis hash that
 * covers it cannot be signed by it; the ranking {@code draw} (G20) is not offered.
 */
@NullMarked
package io.vigil.governance;

import org.jspecify.annotations.NullMarked;
