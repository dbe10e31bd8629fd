/**
 * Files that are written past the operating system's cache. What is written once and not read soon (a snapshot, the files of
 * a restored store) would push out of that cache what the node reads, cost a copy into fresh pages, and lie there until
 * somebody syncs: with ext4 that may be the commit of a block, which then waits for all of it.
 */
@NullMarked
package io.vigil.storage.direct;

import org.jspecify.annotations.NullMarked;
