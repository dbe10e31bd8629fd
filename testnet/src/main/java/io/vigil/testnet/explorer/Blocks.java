package io.vigil.testnet.explorer;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Every block of a search. The same parent, view and variant make the same block in whatever world, so worlds share them. */
final class Blocks {
    private final ConcurrentHashMap<Long, BlockRef> byKey = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Long> plans = new ConcurrentHashMap<>();
    private final int epochLength;

    Blocks(BlockRef genesis, int epochLength) {
        byKey.put(key(genesis.hash()), genesis);
        this.epochLength = epochLength;
    }

    /** @param plan sequence of the plan that began the epoch, which the epoch's first block holds (G48); 0 if none did */
    BlockRef make(BlockRef parent, long epoch, long plan, long view, int leader, int variant) {
        long number = plan * 1_000_000_007 + epoch * 1_000_003 + view * 1_009 + leader * 101L + variant;
        Hash hash = hash(parent.hash().bytes().getLong(0), number);
        long height = parent.height() + 1;
        boolean last = epochLength > 0 && height % epochLength == 0;
        BlockRef block = new BlockRef(hash, parent.hash(), height, epoch, view, leader, last);
        if (plan > 0) {
            plans.put(key(hash), plan);
        }
        return Optional.ofNullable(byKey.putIfAbsent(key(hash), block)).orElse(block);
    }

    /** The plan that began the epoch of a block, as {@link #make} was told. */
    long planOf(long key) {
        return plans.getOrDefault(key, 0L);
    }

    BlockRef get(Hash hash) {
        return get(key(hash));
    }

    BlockRef get(long key) {
        BlockRef block = byKey.get(key);
        if (block == null) {
            throw new IllegalStateException("nobody made " + Said.hash(key));
        }
        return block;
    }

    /** Whether {@code upper} is {@code lower} or stands on it. */
    boolean descends(Hash upper, Hash lower) {
        long height = get(lower).height();
        BlockRef at = get(upper);
        while (at.height() > height) {
            at = get(at.parent());
        }
        return at.hash().equals(lower);
    }

    /** What stands for a block where space is dear; never 0. */
    static long key(Hash hash) {
        return hash.bytes().getLong(0);
    }

    private static Hash hash(long parent, long number) {
        long z = (parent ^ (number * 0x9e3779b97f4a7c15L)) + 0x632be59bd9b4e019L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        byte[] bytes = new byte[Hash.SIZE];
        Bytes.ofLong(z ^ (z >>> 31)).copyTo(bytes, 0);
        return new Hash(Bytes.wrap(bytes));
    }
}
