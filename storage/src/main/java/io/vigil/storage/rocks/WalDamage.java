package io.vigil.storage.rocks;

import java.nio.file.Path;

/**
 * The write-ahead log was damaged and the store opened at the last whole batch before the damage; batches that were synced
 * may be missing.
 *
 * @param copy the folder as it was found
 * @param cause what RocksDB said
 */
public record WalDamage(Path copy, String cause) {}
