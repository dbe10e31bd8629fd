package io.vigil.storage.trie;

import io.vigil.types.Hash;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that were read or written lately, by hash, so that one cache serves all layers and can never be stale. Two
 * generations: what was not used while the younger one filled up is forgotten. Safe for many threads.
 */
public final class NodeCache {
    /** Per node: map entry, hash, node object, array of children. Measured on a branch of a 64-bit JVM. */
    private static final int OVERHEAD_BYTES = 320;

    private final long generationBytes;
    private volatile Generation young = new Generation();
    private volatile Generation old = new Generation();

    private static final class Generation {
        final Map<Hash, Node.Content> nodes = new ConcurrentHashMap<>();
        final LongAdder bytes = new LongAdder();
    }

    /** @param maxBytes both generations together */
    public NodeCache(long maxBytes) {
        this.generationBytes = maxBytes / 2;
    }

    /** An estimate of the memory in use. */
    public long sizeBytes() {
        return young.bytes.sum() + old.bytes.sum();
    }

    Node.@Nullable Content get(Hash hash) {
        Node.Content node = young.nodes.get(hash);
        if (node != null) {
            return node;
        }
        Generation before = old;
        node = before.nodes.get(hash);
        if (node != null) {
            put(hash, node);
        }
        return node;
    }

    void put(Hash hash, Node.Content node) {
        Generation generation = young;
        if (generation.nodes.putIfAbsent(hash, node) == null) {
            generation.bytes.add(sizeBytes(node));
            if (generation.bytes.sum() > generationBytes) {
                turn(generation);
            }
        }
    }

    private synchronized void turn(Generation full) {
        if (young == full) {
            old = full;
            young = new Generation();
        }
    }

    private static int sizeBytes(Node.Content node) {
        return OVERHEAD_BYTES
                + switch (node) {
                    case Node.Leaf leaf -> leaf.path().length + leaf.value().length;
                    case Node.Extension extension -> extension.path().length;
                    case Node.Branch branch -> branch.encodedBytes();
                };
    }
}
