package io.vigil.testnet.hostile;

import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.Endpoint;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.HelloClaim;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Role;
import io.vigil.node.p2p.tcp.TlsIdentity;
import io.vigil.node.p2p.wire.Frame;
import io.vigil.node.p2p.wire.FrameCodec;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;

/**
 * A peer that proves a node's key, says HELLO as that node and then sends what its attacks have, one attack after the
 * other, as fast as the line takes it. Put out, it comes again at once, for ever.
 */
public final class HostilePeer implements AutoCloseable {
    /** Before the next attempt; a node that bars it would answer each with a handshake. */
    private static final Duration REST = Duration.ofMillis(5);

    /** That one attack lasts, if the node bears it so long. */
    private static final Duration TURN = Duration.ofSeconds(2);

    private static final int PATIENCE_MILLIS = 5_000;

    /** What is written at once: a TLS record. */
    private static final int RECORD_BYTES = 16 << 10;

    /** Messages kept to be replayed. */
    private static final int MAX_HEARD = 64;

    private final Identity identity;
    private final Endpoint victim;
    private final List<Attack> attacks;
    private final LongSupplier view;
    private final TlsIdentity tls;
    private final Ammunition ammunition;
    private final ArrayDeque<Bytes> heard = new ArrayDeque<>();
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder admissions = new LongAdder();
    private final Thread thread = Thread.ofPlatform().daemon().name("hostile").unstarted(this::run);
    private volatile boolean closed;
    private int next;

    /**
     * Whom it plays.
     *
     * @param genesis of the chain
     * @param validator the key that its claim and its votes are signed with
     * @param isMember whether it says that it is a validator
     */
    public record Identity(Genesis genesis, NodeKey node, BlsSecretKey validator, boolean isMember) {}

    private HostilePeer(
            Identity identity, Endpoint victim, List<Attack> attacks, LongSupplier view, Ammunition ammunition) {
        this.identity = identity;
        this.victim = victim;
        this.attacks = List.copyOf(attacks);
        this.view = view;
        this.tls = new TlsIdentity(identity.node());
        this.ammunition = ammunition;
    }

    /**
     * One for each victim, all with one identity; they begin at once.
     *
     * @param view the network's present one
     */
    public static List<HostilePeer> start(
            Identity identity, List<Endpoint> victims, List<Attack> attacks, LongSupplier view, Random random) {
        Ammunition ammunition = new Ammunition(identity.genesis(), identity.validator(), random);
        List<HostilePeer> peers = victims.stream()
                .map(victim -> new HostilePeer(identity, victim, attacks, view, ammunition))
                .toList();
        peers.forEach(peer -> peer.thread.start());
        return peers;
    }

    public long frames() {
        return frames.sum();
    }

    public long bytes() {
        return bytes.sum();
    }

    /** How often it dialled. */
    public long attempts() {
        return attempts.sum();
    }

    /** How often it was let in. */
    public long admissions() {
        return admissions.sum();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            attempts.increment();
            try (Socket line = new Socket(victim.host(), victim.port())) {
                line.setSoTimeout(PATIENCE_MILLIS);
                SSLSocket socket = (SSLSocket)
                        tls.context().getSocketFactory().createSocket(line, victim.host(), victim.port(), true);
                socket.startHandshake();
                meet(line, socket);
            } catch (IOException e) {
                // put out, or not let in: again
            }
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    private void meet(Socket line, SSLSocket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(FrameCodec.encode(hello()));
        out.flush();
        AtomicBoolean isOpen = new AtomicBoolean(true);
        Thread listener = Thread.ofPlatform().daemon().name("hostile-ear").start(() -> listen(line, socket, isOpen));
        try {
            while (!closed && isOpen.get()) {
                flood(out, isOpen);
            }
        } finally {
            line.close();
            join(listener);
        }
    }

    /** One attack for its turn. */
    private void flood(OutputStream out, AtomicBoolean isOpen) throws IOException {
        Attack attack = attacks.get(next++ % attacks.size());
        long end = System.nanoTime() + TURN.toNanos();
        while (!closed && isOpen.get() && System.nanoTime() < end) {
            List<byte[]> load = ammunition.load(attack, view.getAsLong(), heard());
            if (load.isEmpty()) {
                LockSupport.parkNanos(REST.toNanos()); // nothing was heard yet that could be said again
            }
            write(out, load, isOpen);
        }
    }

    private void write(OutputStream out, List<byte[]> load, AtomicBoolean isOpen) throws IOException {
        byte[] record = new byte[RECORD_BYTES];
        int filled = 0;
        for (byte[] frame : load) {
            if (closed || !isOpen.get()) {
                return;
            }
            if (filled + frame.length > RECORD_BYTES) {
                out.write(record, 0, filled);
                filled = 0;
            }
            if (frame.length > RECORD_BYTES) {
                out.write(frame);
            } else {
                System.arraycopy(frame, 0, record, filled, frame.length);
                filled += frame.length;
            }
            frames.increment();
            bytes.add(frame.length);
        }
        out.write(record, 0, filled);
    }

    /** Hears the node out: what it says can be said again, and its goodbye ends the connection. */
    private void listen(Socket line, SSLSocket socket, AtomicBoolean isOpen) {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            boolean admitted = false;
            while (!closed) {
                Frame frame = FrameCodec.decode(in.readNBytes(in.readInt()));
                switch (frame) {
                    case Frame.Hello ignored -> {}
                    case Frame.Ping ignored -> {
                        if (!admitted) {
                            admitted = true;
                            admissions.increment();
                        }
                    }
                    case Frame.Pong ignored -> {}
                    case Frame.Addresses ignored -> {}
                    case Frame.Part(Channel channel, int totalBytes, Bytes content) -> {
                        if (channel == Channel.CONSENSUS && totalBytes == content.size()) {
                            keep(content);
                        }
                    }
                    case Frame.Goodbye ignored -> {
                        return;
                    }
                }
            }
        } catch (IOException | MalformedException e) {
            // the node has closed
        } finally {
            isOpen.set(false);
            closeQuietly(line);
        }
    }

    private synchronized void keep(Bytes message) {
        if (heard.size() == MAX_HEARD) {
            heard.removeFirst();
        }
        heard.addLast(message);
    }

    private synchronized List<Bytes> heard() {
        return new ArrayList<>(heard);
    }

    private static void closeQuietly(Socket line) {
        try {
            line.close(); // without TLS's goodbye, which would wait for a writer that waits for room
        } catch (IOException e) {
            // it is closed
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Frame.Hello hello() {
        Genesis genesis = identity.genesis();
        Hash hash = GenesisBlock.hash(genesis);
        Role role = new Role.Observer();
        if (identity.isMember()) {
            Bytes claim = HelloClaim.message(new NodeId(identity.node().id()), hash);
            role = new Role.Validator(
                    identity.validator().publicKey().bytes(),
                    identity.validator().sign(claim).bytes());
        }
        return new Frame.Hello(
                Frame.SPOKEN,
                "hostile",
                genesis.chainId(),
                hash,
                attempts.sum(),
                0,
                List.of(),
                role,
                Instant.now().toEpochMilli());
    }
}
