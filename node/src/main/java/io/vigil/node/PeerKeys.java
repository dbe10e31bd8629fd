package io.vigil.node;

import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.agreement.EventQueue;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerInfo;
import io.vigil.node.p2p.Role;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells agreement which validator each link leads to. A HELLO proves one key; a validator that got another one since (G11) is
 * known by its node id, which its record in the registry names (G12), so that no link must break where an epoch begins.
 */
final class PeerKeys {
    private final EventQueue queue;
    private final Supplier<ValidatorSet> set;
    private final Function<NodeId, Optional<Address>> registered;
    private final Map<NodeId, Link> links = new TreeMap<>();

    /** @param told the key that agreement knows the peer by */
    private record Link(Bytes proven, Bytes told) {}

    /** @param registered whose node it is, by the registry */
    PeerKeys(EventQueue queue, Supplier<ValidatorSet> set, Function<NodeId, Optional<Address>> registered) {
        this.queue = queue;
        this.set = set;
        this.registered = registered;
    }

    /** @return the key by which the peer is known now; none for an observer */
    synchronized Bytes connected(PeerInfo peer) {
        Bytes proven = peer.role() instanceof Role.Validator validator ? validator.blsKey() : Bytes.EMPTY;
        Bytes key = keyOf(peer.id(), proven);
        links.put(peer.id(), new Link(proven, key));
        tell(peer.id(), key);
        return key;
    }

    /** The key by which a peer is known now; none for an observer or a stranger. */
    synchronized Bytes of(PeerId peer) {
        Link link = links.get(new NodeId(peer.nodeKey()));
        return link == null ? Bytes.EMPTY : link.told();
    }

    synchronized void disconnected(NodeId peer) {
        links.remove(peer);
        queue.own(now -> new Event.PeerDisconnected(now, new PeerId(peer.bytes())));
    }

    /** Other members and keys count from now on. */
    synchronized void epochEntered() {
        links.replaceAll((peer, link) -> {
            Bytes key = keyOf(peer, link.proven());
            if (!key.equals(link.told())) {
                queue.own(now -> new Event.PeerDisconnected(now, new PeerId(peer.bytes())));
                tell(peer, key);
            }
            return new Link(link.proven(), key);
        });
    }

    private void tell(NodeId peer, Bytes key) {
        queue.own(now -> new Event.PeerConnected(now, new PeerId(peer.bytes()), key));
    }

    private Bytes keyOf(NodeId peer, Bytes proven) {
        ValidatorSet members = set.get();
        if (proven.isEmpty() || members.indexOf(proven).isPresent()) {
            return proven;
        }
        Optional<Address> owner = registered.apply(peer);
        return members.members().stream()
                .filter(member -> owner.isPresent() && member.address().equals(owner.get()))
                .findFirst()
                .map(Validator::blsKey)
                .orElse(proven);
    }
}
