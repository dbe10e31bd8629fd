package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Testimony.Voted;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.node.governance.EvidencePool;
import io.vigil.node.governance.GovernancePart;
import io.vigil.node.log.Journal;
import io.vigil.node.mempool.file.JournalFile;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.Peers;
import io.vigil.node.sync.BlockBytes;
import io.vigil.node.sync.BlockSource;
import io.vigil.node.sync.FinalityProof;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence outlives the node that found it, and reaches those who were away. */
class AccuserTest {
    private static final Hash GENESIS = Keccak.hash(Bytes.of(1));
    private static final Evidence EVIDENCE = new Evidence(
            Offence.TWO_VOTES,
            0,
            1,
            new Voted(7, Keccak.hash(Bytes.of(2)), Bytes.wrap(new byte[96])),
            new Voted(7, Keccak.hash(Bytes.of(3)), Bytes.wrap(new byte[96])),
            List.of());

    @TempDir
    private Path folder;

    private final ConsensusCodec codec = new ConsensusCodec(body -> {
        throw new MalformedException("no bodies here");
    });
    private final List<Bytes> told = new ArrayList<>();

    @Test
    void whatNoBlockHasToldIsThereAfterARestart() {
        EvidencePool before = pool();
        try (JournalFile file = file()) {
            accuser(before, file).heard(EVIDENCE);
        }
        assertThat(before.waiting()).containsExactly(EVIDENCE);

        EvidencePool after = pool();
        try (JournalFile file = file()) {
            accuser(after, file).restore();
        }
        assertThat(after.waiting()).containsExactly(EVIDENCE);
    }

    @Test
    void itIsToldOnceAsNewsAndAgainNowAndThen() {
        try (JournalFile file = file()) {
            Accuser accuser = accuser(pool(), file);
            accuser.heard(EVIDENCE);
            accuser.heard(EVIDENCE);
            assertThat(told).containsExactly(codec.encode(new Message.Accuse(EVIDENCE)));

            accuser.ticked(0, status());
            accuser.ticked(Accuser.RETELL_NANOS - 1, status());
            assertThat(told).hasSize(2);
            accuser.ticked(Accuser.RETELL_NANOS, status());
            assertThat(told).hasSize(3);
        }
    }

    @Test
    void whatABlockHasToldIsNotKeptAnyLonger() {
        try (JournalFile file = file()) {
            accuser(pool(), file).heard(EVIDENCE);
            Evidence other =
                    new Evidence(EVIDENCE.offence(), 0, 2, EVIDENCE.first(), EVIDENCE.second(), EVIDENCE.headers());
            EvidencePool pool = pool();
            Accuser accuser = accuser(pool, file);
            accuser.restore();
            accuser.heard(other);
            assertThat(file.read()).hasSize(2);

            pool.forget(EVIDENCE);
            accuser.ticked(0, status());
            assertThat(file.read()).hasSize(1);
        }
    }

    private Accuser accuser(EvidencePool pool, JournalFile file) {
        return new Accuser(pool, file, new NoBlocks(), new Told(), codec, () -> {}, new Journal());
    }

    private static EvidencePool pool() {
        return new GovernancePart(new ChainIdentity(1, GENESIS), epoch -> Optional.empty()).evidence();
    }

    private JournalFile file() {
        return new JournalFile(folder.resolve("evidence"));
    }

    private static ConsensusStatus status() {
        return new ConsensusStatus(
                0,
                1,
                0,
                false,
                0,
                Root.genesis(GENESIS),
                BlockRef.genesis(GENESIS),
                true,
                false,
                false,
                List.of(),
                List.of(),
                0);
    }

    private static final class NoBlocks implements BlockSource {
        @Override
        public Optional<BlockBytes> committed(long height) {
            return Optional.empty();
        }

        @Override
        public Optional<FinalityProof> finality(long height) {
            return Optional.empty();
        }

        @Override
        public Optional<BlockBytes> block(Hash hash) {
            return Optional.empty();
        }
    }

    private final class Told implements Peers {
        @Override
        public boolean send(NodeId peer, Channel channel, Bytes message) {
            return false;
        }

        @Override
        public void broadcast(Channel channel, Bytes message) {
            told.add(message);
        }

        @Override
        public void report(NodeId peer, Misconduct misconduct) {}

        @Override
        public List<PeerStatus> connected() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
