/**
 * Roughtime: signed time. Codec, request, reply check, chain and malfeasance report for the client; request check, batch
 * and delegation for the server. Pure: bytes in, values out.
 *
 * <pre>
 *   packet  = "ROUGHTIM" ‖ length ‖ message         message = tags and values, sorted
 *   request : VER SRV NONC TYPE ZZZZ
 *   reply   : SIG NONC TYPE PATH SREP{VER RADI MIDP VERS ROOT} CERT{SIG DELE{PUBK MINT MAXT}} INDX
 * </pre>
 *
 * <p>Source: draft-ietf-ntp-roughtime-19. What older wires do differently is a row of {@link
 * io.vigil.timesync.roughtime.Dialect}. The Merkle rule is that of drafts from -16 on and of all servers seen (bit 0:
 * hash before node); the text of -09 to -15 has it the other way round.
 */
@NullMarked
package io.vigil.timesync.roughtime;

import org.jspecify.annotations.NullMarked;
