package io.vigil.node;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Whose links take none of the slots for strangers: members, and every key with a record in the registry, which a deposit or a
 * registration made (D32). A candidate's node is reached before it is elected, and nobody without stake gets a slot by claiming
 * a key. What the registry says is asked once for each key and committed block. Any thread.
 */
final class SlotKeys implements Predicate<Bytes> {
    /** Keys remembered of one block: more than the address book holds. */
    private static final int MAX_KEPT = 4_096;

    private final Supplier<ValidatorSet> set;
    private final Predicate<Bytes> recorded;
    private final LongSupplier height;
    private final Map<Bytes, Boolean> kept = new LinkedHashMap<>();
    private long keptAt = -1;

    /**
     * @param recorded whether the newest committed state has a record of a key
     * @param height of that state
     */
    SlotKeys(Supplier<ValidatorSet> set, Predicate<Bytes> recorded, LongSupplier height) {
        this.set = set;
        this.recorded = recorded;
        this.height = height;
    }

    @Override
    public synchronized boolean test(Bytes blsKey) {
        if (set.get().indexOf(blsKey).isPresent()) {
            return true;
        }
        long now = height.getAsLong();
        if (now != keptAt || kept.size() >= MAX_KEPT) {
            kept.clear();
            keptAt = now;
        }
        return kept.computeIfAbsent(blsKey, recorded::test);
    }
}
