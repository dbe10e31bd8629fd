package io.vigil.node;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A home whose node does not run: its record and its journal; peers told theirs on every connect. */
final class HomeGround implements PlanGround {
    private final Opened opened;
    private final Map<Hash, Block> bodies = new LinkedHashMap<>();

    HomeGround(Opened opened) {
        this.opened = opened;
        opened.uncommitted(block -> bodies.put(block.hash(), block));
    }

    @Override
    public Block head() {
        return opened.head();
    }

    @Override
    public Optional<Block> body(Hash block) {
        return Optional.ofNullable(bodies.get(block));
    }

    @Override
    public List<BlockCertificate> certificates() {
        List<BlockCertificate> known =
                new ArrayList<>(List.of(opened.signer().record().lock()));
        for (Certificate certificate : opened.consensusJournal().certificates()) {
            known.add(
                    switch (certificate) {
                        case QuorumCertificate quorum -> quorum;
                        case CommitCertificate commit -> commit.quorum();
                        case TimeoutCertificate timeout -> timeout.high();
                    });
        }
        return known;
    }

    @Override
    public <T> T onChain(Supplier<T> work) {
        return work.get();
    }

    @Override
    public <T> T onRecord(Supplier<T> work) {
        return work.get();
    }
}
