package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.Notice;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewsSeenTest {
    private static final Hash BLOCK = Hash.fromHex("0x" + "ab".repeat(32));
    private static final Root ROOT = Root.genesis(BLOCK);

    private final ViewsSeen seen = new ViewsSeen();
    private final PeerId peer = new PeerId(Bytes.fromHex("0x" + "11".repeat(32)));

    @Test
    void aPeerStandsInTheHighestViewItSpokeInOrHoldsACertificateFor() {
        tell(new Event.PeerConnected(0, peer, Bytes.EMPTY));
        tell(new Event.VoteReceived(0, peer, new Ballot(0, 5, BLOCK, 1, Bytes.EMPTY)));
        assertThat(seen.of(peer).view()).isEqualTo(5);

        tell(new Event.VoteReceived(0, peer, new Ballot(0, 4, BLOCK, 1, Bytes.EMPTY)));
        assertThat(seen.of(peer).view()).isEqualTo(5);

        TimeoutCertificate timeout = new TimeoutCertificate(
                0, 1_999, List.of(new TimeoutCertificate.Group(0, Signers.of(List.of(0, 1, 2)))), Bytes.EMPTY, ROOT);
        tell(new Event.StatusReceived(0, peer, new Message.Status(0, 0, 7, 3, List.of(timeout))));
        assertThat(seen.of(peer)).isEqualTo(new ViewsSeen.Seen(0, 2_000, 3, "TC 1999", 1_999));

        tell(new Event.PeerDisconnected(0, peer));
        assertThat(seen.of(peer)).isEqualTo(ViewsSeen.Seen.NOTHING);
    }

    @Test
    void ofPeersThatAreGoneNothingIsKept() {
        tell(new Event.VoteReceived(0, peer, new Ballot(0, 5, BLOCK, 1, Bytes.EMPTY)));

        assertThat(seen.of(peer)).isEqualTo(ViewsSeen.Seen.NOTHING);
    }

    @Test
    void attendanceIsCountedOverTheLastCertificatesAlone() {
        for (int view = 1; view <= 100; view++) {
            Signers signers = Signers.of(view <= 90 ? List.of(0, 1, 2) : List.of(1, 2, 3));
            QuorumCertificate quorum = new QuorumCertificate(0, view, BLOCK, signers, Bytes.EMPTY);
            seen.stepped(new Event.TimerFired(0), List.of(), status(quorum));
            seen.stepped(new Event.TimerFired(0), List.of(), status(quorum));
        }

        assertThat(seen.counted()).isEqualTo(ViewsSeen.COUNTED_CERTIFICATES);
        assertThat(seen.signed(0)).isEqualTo(54);
        assertThat(seen.signed(1)).isEqualTo(64);
        assertThat(seen.signed(3)).isEqualTo(10);
    }

    @Test
    void theLastFailureIsRememberedAndAllAreCounted() {
        for (int view = 1; view <= 3; view++) {
            Effect failed = new Effect.Report(new Notice.ViewFailed(0, view, 2, false, List.of(2, 3)));
            seen.stepped(new Event.TimerFired(0), List.of(failed), status(ROOT));
        }

        assertThat(seen.failedViews()).isEqualTo(3);
        assertThat(seen.lastFailure().orElseThrow().view()).isEqualTo(3);
    }

    private void tell(Event event) {
        seen.stepped(event, List.of(), status(ROOT));
    }

    private static ConsensusStatus status(BlockCertificate lock) {
        BlockRef head = new BlockRef(BLOCK, BLOCK, 0, 0, 0, 0, false);
        return new ConsensusStatus(0, 1, 0, false, 0, lock, head, false, false, false, List.of(), List.of(), 0);
    }
}
