package io.vigil.node.statesync;

import io.vigil.node.log.Journal;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.snapshot.SnapshotChain;
import io.vigil.node.statesync.messages.Offer;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.StorageException;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.storage.snapshot.Restorer;
import io.vigil.storage.snapshot.Verdict;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Chooses a snapshot among those that peers offer, and restores it beside the chain's store. Asked in this order: one whose
 * restore was begun and interrupted, then one that many offer, then the highest. Its manifest must be proved by genesis alone
 * before the first chunk is asked for.
 */
public final class SnapshotFetcher {
    private final SnapshotChain chain;
    private final Path data;
    private final Function<Path, KeyValueStore> open;
    private final Exchange exchange;
    private final Journal journal;

    /** Snapshots whose chunks were those of their manifest, and whose state was not that of the header. */
    private final Set<Hash> refused = new HashSet<>();

    /** What came of it. */
    public sealed interface Outcome {
        /** The restored store is whole; it waits to be exchanged with the chain's. */
        record Staged(Verdict.Sound snapshot) implements Outcome {}

        /** @param why a sentence for people */
        record Nothing(String why) implements Outcome {}
    }

    private record Candidate(Offer offer, List<NodeId> from) {}

    private record Proved(Manifest manifest, Bytes encoded) {}

    /** @param open opens or creates the store that is filled */
    public SnapshotFetcher(
            SnapshotChain chain, Path data, Function<Path, KeyValueStore> open, Exchange exchange, Journal journal) {
        this.chain = chain;
        this.data = data;
        this.open = open;
        this.exchange = exchange;
        this.journal = journal;
    }

    /**
     * @param lowest height that is worth it
     * @throws StorageException if our own disk fails
     */
    public Outcome fetch(long lowest, PacedWork work) throws InterruptedException {
        work.phase("asking peers for snapshots", 0);
        Map<NodeId, List<Offer>> offers = exchange.offers();
        List<Candidate> candidates = candidates(offers, lowest);
        String why = offers.isEmpty()
                ? "no peer answered"
                : offers.size() + " peers answered, none with a snapshot at or above block " + lowest;
        for (Candidate candidate : candidates) {
            Optional<Proved> proved = prove(candidate);
            if (proved.isEmpty()) {
                why = "no peer could prove the snapshot of block "
                        + candidate.offer().height();
                continue;
            }
            Verdict verdict = stage(candidate, proved.get(), work);
            switch (verdict) {
                case Verdict.Sound sound -> {
                    return new Outcome.Staged(sound);
                }
                case Verdict.Faulty faulty -> {
                    refused.add(candidate.offer().files());
                    why = "the snapshot of block " + candidate.offer().height() + " is wrong: " + faulty;
                    journal.snapshotFailed(data.toString(), why);
                }
            }
        }
        return new Outcome.Nothing(why);
    }

    private Verdict stage(Candidate candidate, Proved proved, PacedWork work) throws InterruptedException {
        Manifest manifest = proved.manifest();
        journal.stateSync(
                manifest.height(),
                manifest.id(),
                manifest.chunks().size(),
                candidate.from().size());
        exchange.begin(
                manifest.files(),
                PartsFetch.file(0),
                PartsFetch.file(manifest.chunks().size() - 1),
                file -> PeerSource.wanted(manifest, file),
                candidate.from());
        Restorer restorer = chain.restorer(open);
        return restorer.stage(
                new PeerSource(proved.encoded(), exchange),
                data,
                work.phase("restoring block " + manifest.height() + " from peers", manifest.logicalBytes()));
    }

    /** Any of those that offer it may have the manifest that is proved; whose is not is asked no more. */
    private Optional<Proved> prove(Candidate candidate) throws InterruptedException {
        for (NodeId peer : List.copyOf(candidate.from())) {
            exchange.begin(candidate.offer().files(), 0, 0, file -> PartsFetch.Wanted.ANY_MANIFEST, List.of(peer));
            Optional<Bytes> encoded = exchange.await(0);
            if (encoded.isEmpty()) {
                continue;
            }
            Optional<String> fault = fault(candidate.offer(), encoded.get());
            if (fault.isEmpty()) {
                return manifest(encoded.get()).map(manifest -> new Proved(manifest, encoded.get()));
            }
            candidate.from().remove(peer);
            exchange.pin(peer, "manifest: " + fault.get());
        }
        return Optional.empty();
    }

    private Optional<String> fault(Offer offer, Bytes encoded) {
        Verdict verdict = chain.verifier().prove(new PeerSource.ManifestAlone(encoded));
        if (verdict instanceof Verdict.Faulty faulty) {
            return Optional.of(faulty.toString());
        }
        return manifest(encoded)
                .filter(manifest -> manifest.id().equals(offer.id())
                        && manifest.files().equals(offer.files())
                        && manifest.height() == offer.height()
                        && !manifest.chunks().isEmpty())
                .map(fits -> Optional.<String>empty())
                .orElse(Optional.of("it is not the one that was offered"));
    }

    private static Optional<Manifest> manifest(Bytes encoded) {
        try {
            return Optional.of(Manifest.decode(encoded));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private List<Candidate> candidates(Map<NodeId, List<Offer>> offers, long lowest) {
        Map<Hash, Candidate> byFiles = new TreeMap<>(Comparator.comparing(Hash::bytes));
        offers.forEach((peer, list) -> list.stream()
                .filter(offer -> offer.height() >= lowest && !refused.contains(offer.files()))
                .forEach(offer -> {
                    List<NodeId> from = byFiles.computeIfAbsent(
                                    offer.files(), files -> new Candidate(offer, new ArrayList<>()))
                            .from();
                    if (!from.contains(peer)) {
                        from.add(peer);
                    }
                }));
        return byFiles.values().stream()
                .sorted(Comparator.comparing((Candidate candidate) ->
                                !Restorer.isBegun(data, candidate.offer().id()))
                        .thenComparing(candidate -> -candidate.from().size())
                        .thenComparing(candidate -> -candidate.offer().height()))
                .toList();
    }
}
