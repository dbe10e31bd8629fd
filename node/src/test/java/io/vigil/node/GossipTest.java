package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.mempool.Mempool;
import io.vigil.node.mempool.NoSponsors;
import io.vigil.node.mempool.Origin;
import io.vigil.node.mempool.PoolHead;
import io.vigil.node.mempool.PooledTransaction;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.node.mempool.TransactionJournal;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.MemoryPeers;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerRecorder;
import io.vigil.node.p2p.Role;
import io.vigil.node.sync.wire.GossipCodec;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.state.Account;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is in quarantine here reaches no peer through this node (R3.2). */
class GossipTest {
    private static final long CHAIN = 7;
    private static final Account RICH = new Account(0, UInt256.of(1_000_000_000_000L), Keccak.EMPTY_HASH);

    private final PeerRecorder other = new PeerRecorder();
    private final TransactionGate gate = new TransactionGate(
            CHAIN,
            new Mempool(new PoolHead(UInt256.of(7), 30_000_000), new NoSponsors()),
            address -> RICH,
            new NoJournal(),
            transaction -> executable(transaction));
    private final MemoryPeers.Network network = new MemoryPeers.Network();
    private final Gossip gossip;

    GossipTest() {
        MemoryPeers own = network.join(id(1), new Role.Observer(), new PeerRecorder());
        network.join(id(2), new Role.Observer(), other);
        gossip = new Gossip(gate, own, signal -> false);
    }

    private void executable(PooledTransaction transaction) {
        gossip.executable(transaction.transaction());
    }

    @Test
    void whatIsInQuarantineIsNotPassedOn() throws Exception {
        Transaction offered = payment(1);
        Transaction queued = payment(2);
        Transaction sound = payment(3);
        gate.quarantine(offered.hash());
        gate.submit(offered); // by a client
        gate.offer(offered, Origin.GOSSIP); // by a peer
        gate.submit(queued); // waits to be told
        gate.quarantine(queued.hash()); // and fails before it is
        gate.submit(sound);
        Thread thread = Thread.ofVirtual().start(gossip);

        other.awaitMessages(Channel.TRANSACTIONS, 1);
        assertThat(other.messages(Channel.TRANSACTIONS))
                .singleElement()
                .satisfies(message ->
                        assertThat(GossipCodec.decode(message).transactions()).containsExactly(sound.encode()));
        gossip.close();
        thread.join();
        network.close();
        gate.release(offered.hash());
        assertThat(gate.offer(offered, Origin.GOSSIP).toString()).startsWith("Added");
    }

    private static Transaction payment(int key) {
        return new TransactionBody.DynamicFee(
                        CHAIN,
                        0,
                        UInt256.ONE,
                        UInt256.of(100),
                        21_000,
                        new Target.Call(Address.ZERO),
                        UInt256.ONE,
                        Bytes.EMPTY,
                        List.of())
                .sign(Keccak.hash(Bytes.of(key)).bytes());
    }

    private static NodeId id(int number) {
        return new NodeId(Keccak.hash(Bytes.of(number)).bytes());
    }

    private static final class NoJournal implements TransactionJournal {
        @Override
        public List<Bytes> read() {
            return List.of();
        }

        @Override
        public void append(Bytes record) {}

        @Override
        public void rewrite(List<Bytes> records) {}
    }
}
