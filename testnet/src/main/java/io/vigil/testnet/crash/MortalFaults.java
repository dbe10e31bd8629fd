package io.vigil.testnet.crash;

import io.vigil.storage.KeyValueStore;
import io.vigil.storage.append.Folder;
import io.vigil.testnet.local.SwitchedFaults;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends the process where its {@link Death} says. Blocks are made although nothing waits for them. */
final class MortalFaults extends SwitchedFaults {
    private static final int KILLED = 137;

    private final Path chain;
    private final Death death;
    private final AtomicInteger left;
    private final Published published;

    /** @param chain the store's folder */
    MortalFaults(Path home, Path chain) {
        this.chain = chain;
        this.death = Death.read(home);
        this.left = new AtomicInteger(death.count());
        this.published = Published.in(home);
        pretendWork(true);
    }

    @Override
    public Folder folder(Log log, Folder folder) {
        return switch (log) {
            case JOURNAL -> new MortalFolder(folder, this, KillPoint.BODY_WRITTEN, KillPoint.BODY_SYNCED);
            case SIGNER -> new MortalFolder(folder, this, KillPoint.STATEMENT_WRITTEN, KillPoint.STATEMENT_SYNCED);
        };
    }

    @Override
    public KeyValueStore commits(KeyValueStore store) {
        return new MortalStore(store, chain, this);
    }

    @Override
    public void published(long height) {
        published.write(height);
        pass(KillPoint.PUBLISHED);
    }

    boolean byPower() {
        return death.byPower();
    }

    /** Whether the process ends at this pass. */
    boolean endsAt(KillPoint point) {
        return death.point().equals(Optional.of(point)) && left.decrementAndGet() == 0;
    }

    void pass(KillPoint point) {
        if (endsAt(point)) {
            end();
        }
    }

    /** As a signal that nothing can catch would. */
    static void end() {
        Runtime.getRuntime().halt(KILLED);
    }

    /** From 0 to {@code bound}; one process dies once and asks once. */
    int upTo(int bound) {
        return new Random(death.seed()).nextInt(bound + 1);
    }
}
