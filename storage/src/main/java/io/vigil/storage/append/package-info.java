/**
 * A log of checksummed records that is only appended to: what the signer and the consensus journal rely on, apart from the
 * store, so that no reset of state can touch them. All effects go through {@link io.vigil.storage.append.Folder}: the disk,
 * or a simulated one that forgets at a crash what was not synced.
 *
 * <pre>
 *   segment  = "VIGILOG1" firstSequence(8) crc32c(4), then frames          name: firstSequence in 16 hex digits + ".log"
 *   frame    = bodyLength(4) firstSequence(8) count(4) bodyCrc(4) headerCrc(4) body      one append = one frame = one fsync
 *   body     = count times: length(4) payload; then 0xa5
 * </pre>
 *
 * Big-endian. A frame that was synced is whole; what a crash leaves behind the last whole frame is a torn tail, whose
 * record was never relied upon. A bad frame counts as torn only if it looks as a crash leaves it (cut short, or with a
 * sector of zeros) and no whole frame follows; everything else is damage.
 */
@NullMarked
package io.vigil.storage.append;

import org.jspecify.annotations.NullMarked;
