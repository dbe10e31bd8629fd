package io.vigil.node.upkeep;

import io.vigil.node.chain.ChainStore;
import io.vigil.node.snapshot.EpochProofs;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.ScrubReport;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.storage.rocks.StoreStats;
import io.vigil.storage.snapshot.Pace;
import io.vigil.storage.state.StateAudit;
import io.vigil.types.Hash;
import io.vigil.types.chain.Header;
import io.vigil.types.genesis.Genesis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All that can be asked of a store that stands still: every checksum, the chain's rows against their headers, and the state
 * against its tree and the head's state root.
 *
 * @param height of the head; -1 if there is none
 * @param findings one line each; none means that the store is whole
 */
public record StoreCheck(
        long height,
        ScrubReport scrub,
        long blocks,
        long certificates,
        StateAudit.Report state,
        List<String> findings) {
    public StoreCheck {
        findings = List.copyOf(findings);
    }

    /** @param depth of the chain's rows, in blocks */
    public static StoreCheck run(StoreReading store, Genesis genesis, long depth, PacedWork work) {
        ScrubReport scrub = store.scrub(work.phase("reading", store.stats().fileBytes())::passed);
        ChainStore rows = new ChainStore(store.view()::get);
        Pace blocks = work.phase("following blocks", 0);
        ChainCheck.Report chain = readable(
                () -> ChainCheck.run(rows, genesis, EpochProofs.stored(rows), depth, blocks::passed),
                what -> new ChainCheck.Report(Optional.empty(), 0, 0, List.of(what)));
        Pace nodes = work.phase("comparing state and tree", nodes(store.stats()));
        StateAudit.Report state = readable(
                () -> StateAudit.full(store.view(), nodes::passed),
                what -> new StateAudit.Report(Hash.ZERO, 0, 0, 0, List.of(what)));
        List<String> findings = new ArrayList<>(scrub.findings());
        findings.addAll(chain.findings());
        findings.addAll(state.findings());
        Optional<Header> head = chain.head();
        head.filter(header -> !header.stateRoot().equals(state.root()))
                .ifPresent(header -> findings.add("the state has root " + state.root() + ", block " + header.number()
                        + " names " + header.stateRoot()));
        return new StoreCheck(
                head.map(Header::number).orElse(-1L), scrub, chain.blocks(), chain.certificates(), state, findings);
    }

    /** A row that cannot be read ends a part of the check, and is what it found. */
    private static <T> T readable(Supplier<T> part, Function<String, T> damaged) {
        try {
            return part.get();
        } catch (StorageException e) {
            if (e.reason() != StorageException.Reason.DAMAGED) {
                throw e;
            }
            return damaged.apply(String.valueOf(e.getMessage()));
        }
    }

    private static long nodes(StoreStats stats) {
        return stats.tables().stream()
                .filter(table -> table.table() == Table.NODE)
                .mapToLong(StoreStats.TableStats::rows)
                .sum();
    }
}
