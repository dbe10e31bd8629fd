package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.PeerId;
import io.vigil.node.admin.ConsensusReport;
import io.vigil.node.admin.NodeStatus;
import io.vigil.node.admin.StatusSource;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.chain.Chain;
import io.vigil.node.chain.CommittedHead;
import io.vigil.node.mempool.PoolStatus;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.node.p2p.Direction;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.Peers;
import io.vigil.node.p2p.Role;
import io.vigil.node.time.Timekeeper;
import io.vigil.timesync.ClockReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the node knows of itself and of its network, for the dashboard, for probes and for {@code testnet status}. */
record StatusBoard(
        String name,
        Opened opened,
        Chain chain,
        ConsensusLoop loop,
        TransactionGate gate,
        Peers peers,
        BlockSync sync,
        Timekeeper time,
        Watch watch,
        Supplier<List<String>> others,
        SnapshotDesk snapshots,
        ConsensusBoard consensus,
        InstantSource clock,
        Instant started)
        implements StatusSource {
    @Override
    public NodeStatus status() {
        ConsensusStatus agreement = loop.status();
        CommittedHead head = chain.head();
        List<PeerStatus> connected = peers.connected();
        PoolStatus pool = gate.status();
        String waiting = watch.waitingFor();
        ClockReport clockNow = time.report();
        ConsensusReport report = consensus.report();
        return new NodeStatus(
                name,
                NodeFacts.CLIENT,
                opened.genesis().chainId(),
                opened.genesisHash().toHex(),
                started,
                new NodeStatus.Head(
                        head.ref().height(),
                        head.ref().hash().toHex(),
                        watch.lastCommit(),
                        Math.max(head.ref().height(), sync.target())),
                new NodeStatus.Agreement(
                        agreement.epoch(),
                        agreement.view(),
                        ConsensusBoard.memberName(agreement.leader()),
                        opened.ownKey().isEmpty() ? "observer" : "validator",
                        waiting),
                connected.stream().map(this::peer).toList(),
                members(report),
                report,
                new NodeStatus.Pool(pool.executable(), pool.queued(), pool.sizeBytes()),
                snapshots.status(),
                clockNow.status().name(),
                alarms(waiting, clockNow));
    }

    private List<String> alarms(String waiting, ClockReport clock) {
        List<String> alarms = new ArrayList<>();
        if (!waiting.isEmpty()) {
            alarms.add(waiting);
        }
        alarms.addAll(others.get());
        String stateSync = snapshots.stateSync().state();
        if (!stateSync.isEmpty()) {
            alarms.add(stateSync);
        }
        clock.alarms().forEach(alarm -> alarms.add("clock: " + alarm.describe().replace("\n", ";")));
        return alarms;
    }

    private static List<NodeStatus.Member> members(ConsensusReport report) {
        return report.members().stream()
                .map(member -> new NodeStatus.Member(
                        member.name(),
                        member.address(),
                        member.power(),
                        member.isOnline(),
                        member.view(),
                        member.isSelf()))
                .toList();
    }

    private NodeStatus.Peer peer(PeerStatus peer) {
        ViewsSeen.Seen seen = consensus.seen().of(new PeerId(peer.info().id().bytes()));
        return new NodeStatus.Peer(
                peer.info().id().hex(),
                peer.info().endpoint().toString(),
                peer.info().role() instanceof Role.Validator ? "validator" : "observer",
                seen.height(),
                seen.view(),
                peer.info().direction() == Direction.INCOMING);
    }
}
