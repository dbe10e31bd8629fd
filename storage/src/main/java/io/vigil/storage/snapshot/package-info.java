/**
 * Snapshots of a state that prove themselves: format CSNAP/1.
 *
 * <pre>
 *   DIR/MANIFEST           RLP: chain, header with ancestors, finality, epoch proof, table of chunks; then sha256 of these bytes
 *   DIR/c/00000000.zst ... one zstd frame per chunk of records: key, length (4 bytes), value
 * </pre>
 *
 * Sections ACCOUNTS, STORAGE, CODE follow each other; records ascend strictly; a chunk ends with the record that makes it
 * reach {@code chunkBytes}. Leaves only: whoever reads them all knows the state root, and the header names it. The id is
 * sha256 over what every honest node has equal; finality, epoch proof and compressed sizes are outside it.
 *
 * <p>Who may trust a header is asked of the port {@link io.vigil.storage.snapshot.Finality}. Time, threads, sockets and rate
 * limits belong to the caller.
 */
@NullMarked
package io.vigil.storage.snapshot;

import org.jspecify.annotations.NullMarked;
