package io.vigil.storage.snapshot;

import io.vigil.types.Hash;

/**
 * One chunk in the manifest.
 *
 * @param logicalBytes of its records, not compressed
 * @param content sha256 of the records: zstd's output differs between its versions
 * @param zstdBytes of the file
 * @param transport sha256 of the file
 */
public record ChunkInfo(Section section, long records, int logicalBytes, Hash content, int zstdBytes, Hash transport) {}
