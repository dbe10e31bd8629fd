package io.vigil.storage.rocks;

/**
 * What a store may take from the machine; all in bytes.
 *
 * @param blockCache cache of data, index and filter blocks; the write buffers are charged to it
 * @param writeBuffers unflushed changes of all tables together
 * @param wal write-ahead log; bounds what is replayed after a crash
 * @param reserve free disk space below which nothing is written any more
 * @param backgroundPerSecond flushes and compactions together
 */
public record StoreSizes(long blockCache, long writeBuffers, long wal, long reserve, long backgroundPerSecond) {
    private static final long MIB = 1L << 20;

    /** One process of a development network: four of them share a laptop. */
    public static final StoreSizes DEV = new StoreSizes(64 * MIB, 32 * MIB, 64 * MIB, 128 * MIB, 200 * MIB);

    /** A machine of its own. */
    public static final StoreSizes NODE = new StoreSizes(1024 * MIB, 256 * MIB, 512 * MIB, 1024 * MIB, 200 * MIB);

    /** @throws IllegalArgumentException if a size is not positive ({@code reserve}: negative) */
    public StoreSizes {
        if (blockCache <= 0 || writeBuffers <= 0 || wal <= 0 || reserve < 0 || backgroundPerSecond <= 0) {
            throw new IllegalArgumentException("sizes must be positive: " + blockCache + ", " + writeBuffers + ", "
                    + wal + ", " + reserve + ", " + backgroundPerSecond);
        }
    }

    public StoreSizes withReserve(long reserveBytes) {
        return new StoreSizes(blockCache, writeBuffers, wal, reserveBytes, backgroundPerSecond);
    }
}
