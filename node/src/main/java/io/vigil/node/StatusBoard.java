package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
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
import io.vigil.types.Bytes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
        InstantSource clock,
        Instant started)
        implements StatusSource {
    @Override
    public NodeStatus status() {
        ConsensusStatus agreement = loop.status();
        CommittedHead head = chain.head();
        List<PeerStatus> connected = peers.connected();
        ValidatorSet set = opened.epoch().set();
        PoolStatus pool = gate.status();
        String waiting = watch.waitingFor();
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
                        memberName(agreement.leader()),
                        opened.signer().publicKey().isEmpty() ? "observer" : "validator",
                        waiting),
                connected.stream().map(StatusBoard::peer).toList(),
                members(set, agreement.view()),
                new NodeStatus.Pool(pool.executable(), pool.queued(), pool.sizeBytes()),
                time.report().status().name(),
                waiting.isEmpty() ? List.of() : List.of(waiting));
    }

    private List<NodeStatus.Member> members(ValidatorSet set, long ownView) {
        Set<Bytes> there = Opened.validatorKeys(peers);
        Bytes own = opened.signer().publicKey();
        List<NodeStatus.Member> members = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            Validator member = set.member(i);
            boolean isSelf = member.blsKey().equals(own);
            members.add(new NodeStatus.Member(
                    memberName(i),
                    member.address().toHex(),
                    member.power(),
                    isSelf || there.contains(member.blsKey()),
                    isSelf ? ownView : -1,
                    isSelf));
        }
        return members;
    }

    private static String memberName(int index) {
        return "validator " + index;
    }

    private static NodeStatus.Peer peer(PeerStatus peer) {
        return new NodeStatus.Peer(
                peer.info().id().hex(),
                peer.info().endpoint().toString(),
                peer.info().role() instanceof Role.Validator ? "validator" : "observer",
                -1,
                -1,
                peer.info().direction() == Direction.INCOMING);
    }
}
