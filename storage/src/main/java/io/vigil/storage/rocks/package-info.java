/**
 * The store on RocksDB; the only package that knows {@code org.rocksdb}.
 *
 * <p>One WriteBatch per commit over all column families, made atomic by the write-ahead log (WAL). Checksums are verified
 * on every read: without that, most single flipped bits of a data file are returned as data. A damaged WAL is recovered up
 * to its last whole batch, after a copy was kept; any other damage is refused with the file's name.
 *
 * <p>Deviation from what RocksDB's own headers advise: {@code atomic_flush} is on although a WAL is used. Families flushed
 * one by one may run ahead of a damaged WAL, and then no point in time is left at which all agree.
 */
@NullMarked
package io.vigil.storage.rocks;

import org.jspecify.annotations.NullMarked;
