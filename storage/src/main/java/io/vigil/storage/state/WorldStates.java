package io.vigil.storage.state;

import io.vigil.storage.Snapshot;
import io.vigil.storage.trie.NodeCache;
import java.util.concurrent.Executor;

/** What the states of one chain share: the cache of trie nodes and the threads that storage tries may use. */
public final class WorldStates {
    /** DESIGN §2: one process of {@code dev} or {@code testnet}. */
    public static final long DEFAULT_CACHE_BYTES = 64L << 20;

    private final NodeCache cache;
    private final Executor executor;
    private final int maxThreads;

    /**
     * @param executor lends threads for the storage tries of big blocks
     * @param maxThreads how many threads one block may use, the caller's own included; 1 never asks the executor
     */
    public WorldStates(long cacheBytes, Executor executor, int maxThreads) {
        this.cache = new NodeCache(cacheBytes);
        this.executor = executor;
        this.maxThreads = maxThreads;
    }

    /** Everything on the caller's thread, with the default cache. */
    public static WorldStates onOneThread() {
        return new WorldStates(DEFAULT_CACHE_BYTES, Runnable::run, 1);
    }

    /** The state that {@code view} holds. The caller keeps the view open for as long as this state or one on top is used. */
    public WorldState committed(Snapshot view) {
        return WorldState.committed(this, view);
    }

    /** An estimate of the memory the node cache uses. */
    public long cacheBytes() {
        return cache.sizeBytes();
    }

    NodeCache cache() {
        return cache;
    }

    Executor executor() {
        return executor;
    }

    int maxThreads() {
        return maxThreads;
    }
}
