package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Notice;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.admin.ConsensusReport;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.p2p.PeerInfo;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.Peers;
import io.vigil.node.p2p.Role;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Puts together where agreement stands, from the core's status, from what was seen of others, and from the links. */
record ConsensusBoard(
        Opened opened,
        ConsensusLoop loop,
        ViewsSeen seen,
        AgreementCounts counts,
        Peers peers,
        LongSupplier monotonic) {
    ConsensusReport report() {
        ConsensusStatus status = loop.status();
        ValidatorSet set = opened.set(status.epoch());
        long left = status.timedOut() ? 0 : Math.max(0, status.deadlineNanos() - monotonic.getAsLong());
        return new ConsensusReport(
                status.epoch(),
                status.view(),
                memberName(status.leader()),
                status.enteredByTimeout(),
                status.failures(),
                status.idle(),
                status.pressed(),
                status.timedOut(),
                Duration.ofNanos(left),
                words(status.lock()),
                seen.lastCommit()
                        .map(commit -> "CC " + commit.view() + " of " + commit.block())
                        .orElse(""),
                status.lock() instanceof QuorumCertificate quorum ? absent(set, quorum.signers()) : List.of(),
                seen.lastCommit().map(commit -> absent(set, commit.signers())).orElse(List.of()),
                names(status.votes()),
                names(status.timeouts()),
                seen.lastFailure().map(ConsensusBoard::words).orElse(""),
                seen.failedViews(),
                seen.counted(),
                set.quorum(),
                counts.counts()
                        .withBytes(peers.connected().stream()
                                .mapToLong(PeerStatus::sentBytes)
                                .sum()),
                members(set, status));
    }

    static String memberName(int index) {
        return "validator " + index;
    }

    private List<ConsensusReport.Member> members(ValidatorSet set, ConsensusStatus status) {
        Map<Bytes, PeerInfo> there = new HashMap<>();
        for (PeerStatus peer : peers.connected()) {
            if (peer.info().role() instanceof Role.Validator(Bytes blsKey, Bytes signature)) {
                there.put(blsKey, peer.info());
            }
        }
        Bytes own = opened.ownKey();
        List<ConsensusReport.Member> members = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            Validator member = set.member(i);
            if (member.blsKey().equals(own)) {
                members.add(self(i, member, status));
                continue;
            }
            PeerInfo peer = there.get(member.blsKey());
            ViewsSeen.Seen last = peer == null
                    ? ViewsSeen.Seen.NOTHING
                    : seen.of(new PeerId(peer.id().bytes()));
            members.add(new ConsensusReport.Member(
                    memberName(i),
                    member.address().toHex(),
                    member.power(),
                    peer != null,
                    false,
                    peer == null ? "" : peer.client(),
                    last.view(),
                    last.height(),
                    last.certificate(),
                    seen.signed(i)));
        }
        return members;
    }

    private ConsensusReport.Member self(int index, Validator member, ConsensusStatus status) {
        return new ConsensusReport.Member(
                memberName(index),
                member.address().toHex(),
                member.power(),
                true,
                true,
                NodeFacts.CLIENT,
                status.view(),
                status.head().height(),
                status.enteredByTimeout() ? "TC " + (status.view() - 1) : kind(status.lock()),
                seen.signed(index));
    }

    private static String kind(BlockCertificate certificate) {
        return switch (certificate) {
            case QuorumCertificate quorum -> "QC " + quorum.view();
            case Root root -> "root of epoch " + root.epoch();
        };
    }

    private static String words(BlockCertificate certificate) {
        return kind(certificate) + " of " + certificate.block();
    }

    private static String words(Notice.ViewFailed failed) {
        return "view " + failed.view() + " of " + memberName(failed.leader())
                + (failed.proposalSeen() ? ": its block came" : ": no block of its leader came")
                + ", no vote of " + String.join(", ", names(failed.silent()));
    }

    private static List<String> absent(ValidatorSet set, Signers signers) {
        List<Integer> absent = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if (!signers.contains(i)) {
                absent.add(i);
            }
        }
        return names(absent);
    }

    private static List<String> names(List<Integer> indices) {
        return indices.stream().map(ConsensusBoard::memberName).toList();
    }
}
