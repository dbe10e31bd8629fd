package io.vigil.node.p2p.tcp;

import io.vigil.node.config.Endpoint;
import io.vigil.node.config.PeerAddress;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.HelloClaim;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.p2p.NetworkIdentity;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerListener;
import io.vigil.node.p2p.PeerRecorder;
import io.vigil.node.p2p.PeersConfig;
import io.vigil.node.p2p.Role;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.crypto.BlsSecretKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;

/** A node of a test's network on the loopback address. */
final class TestNode implements AutoCloseable {
    static final Hash GENESIS = Hash.fromHex("0x" + "11".repeat(32));
    static final long CHAIN_ID = 20_200_309;

    final TcpPeers peers;
    final PeerRecorder recorder = new PeerRecorder();
    final NodeKey key;
    final int port;

    TestNode(Settings settings) {
        this(settings, List.of());
    }

    TestNode(Settings settings, List<PeerListener> listener) {
        key = settings.key;
        peers = new TcpPeers(
                settings.config,
                settings.identity,
                settings.key,
                settings.validators,
                settings.clock,
                settings.filter,
                settings.times);
        port = peers.start(listener.isEmpty() ? recorder : listener.getFirst());
    }

    NodeId id() {
        return peers.self();
    }

    PeerAddress address() {
        return new PeerAddress(id().bytes(), new Endpoint("127.0.0.1", port));
    }

    void send(TestNode to, Channel channel, Bytes message) {
        peers.send(to.id(), channel, message);
    }

    @Override
    public void close() {
        peers.close();
    }

    static NodeKey key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        bytes[1] = (byte) (seed >> 8);
        return new NodeKey(Bytes.wrap(bytes));
    }

    static BlsSecretKey blsKey(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return BlsSecretKey.generate(Bytes.wrap(bytes));
    }

    static Role validator(BlsSecretKey secret, NodeId node, Hash genesis) {
        return new Role.Validator(
                secret.publicKey().bytes(),
                secret.sign(HelloClaim.message(node, genesis)).bytes());
    }

    /** What a node is started with; the methods change one thing each. */
    record Settings(
            PeersConfig config,
            NetworkIdentity identity,
            NodeKey key,
            Predicate<Bytes> validators,
            InstantSource clock,
            LinkFilter filter,
            LinkTimes times) {
        static Settings of(int seed, PeerAddress... peers) {
            return new Settings(
                    local(0, List.of(peers)),
                    new NetworkIdentity(CHAIN_ID, GENESIS, "test/" + seed, new Role.Observer()),
                    TestNode.key(seed),
                    any -> false,
                    InstantSource.system(),
                    LinkFilter.NONE,
                    LinkTimes.USUAL);
        }

        private static PeersConfig local(int port, List<PeerAddress> peers) {
            Endpoint listen = new Endpoint("127.0.0.1", port);
            return new PeersConfig(listen, listen, peers, Duration.ofMillis(500), 32, 256);
        }

        Settings config(PeersConfig other) {
            return new Settings(other, identity, key, validators, clock, filter, times);
        }

        Settings port(int port) {
            return config(local(port, config.peers()));
        }

        Settings chain(long chainId, Hash genesis) {
            return new Settings(
                    config,
                    new NetworkIdentity(chainId, genesis, identity.client(), identity.role()),
                    key,
                    validators,
                    clock,
                    filter,
                    times);
        }

        Settings role(Role role) {
            return new Settings(
                    config,
                    new NetworkIdentity(identity.chainId(), identity.genesis(), identity.client(), role),
                    key,
                    validators,
                    clock,
                    filter,
                    times);
        }

        Settings validators(Predicate<Bytes> other) {
            return new Settings(config, identity, key, other, clock, filter, times);
        }

        Settings clock(InstantSource other) {
            return new Settings(config, identity, key, validators, other, filter, times);
        }

        Settings filter(LinkFilter other) {
            return new Settings(config, identity, key, validators, clock, other, times);
        }

        Settings times(LinkTimes other) {
            return new Settings(config, identity, key, validators, clock, filter, other);
        }
    }
}
