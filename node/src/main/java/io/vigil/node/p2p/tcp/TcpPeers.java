package io.vigil.node.p2p.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.vigil.node.config.Endpoint;
import io.vigil.node.config.PeerAddress;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.AddressBook;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.p2p.LinkFilter.Fate;
import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NetworkIdentity;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.OutgoingQueue;
import io.vigil.node.p2p.PeerListener;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.Peers;
import io.vigil.node.p2p.PeersConfig;
import io.vigil.types.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The mesh over TCP. Nothing happens before {@link #start}. One event loop thread ({@code p2p}) carries all links; the
 * cryptography of handshakes has a thread of its own, names are looked up by virtual threads.
 */
public final class TcpPeers implements Peers {
    /** How often links look at the clock at least. */
    private static final Duration TICK = Duration.ofMillis(50);

    /** And at most, however many peers are to be dialled. */
    private static final Duration SHORTEST_TICK = Duration.ofMillis(2);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CLOSE_NOTIFY_TIMEOUT = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Two pieces under way: enough to keep a socket busy, little for a vote to wait for. */
    private static final WriteBufferWaterMark WRITE_AHEAD =
            new WriteBufferWaterMark(OutgoingQueue.PIECE_BYTES, 2 * OutgoingQueue.PIECE_BYTES);

    private final PeersConfig config;
    private final LinkFilter filter;
    private final LinkTimes times;
    private final NodeId self;
    private final TlsIdentity tls;
    private final Mesh mesh;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final ExecutorService handshakes;
    private final ExecutorService lookups;
    private final ChannelGroup listening;
    private final ChannelGroup connections;

    /**
     * @param validators whether a compressed BLS key belongs to the present or the next validator set; asked by the event loop
     * @param wallClock what peers are told as our time
     * @param filter {@link LinkFilter#NONE} but in drills
     */
    public TcpPeers(
            PeersConfig config,
            NetworkIdentity identity,
            NodeKey key,
            Predicate<Bytes> validators,
            InstantSource wallClock,
            LinkFilter filter) {
        this(config, identity, key, validators, wallClock, filter, LinkTimes.USUAL);
    }

    TcpPeers(
            PeersConfig config,
            NetworkIdentity identity,
            NodeKey key,
            Predicate<Bytes> validators,
            InstantSource wallClock,
            LinkFilter filter,
            LinkTimes times) {
        this.config = config;
        this.filter = filter;
        this.times = times;
        this.self = new NodeId(key.id());
        this.tls = new TlsIdentity(key);
        SecureRandom random = new SecureRandom();
        AddressBook book = new AddressBook(self, config.maxBackOff(), validators, random);
        this.mesh = new Mesh(config, identity, key, validators, wallClock, filter, book, random.nextLong());
        this.group = new MultiThreadIoEventLoopGroup(
                1, Thread.ofPlatform().name("p2p").factory(), NioIoHandler.newFactory());
        this.loop = group.next();
        this.listening = new DefaultChannelGroup(loop);
        this.connections = new DefaultChannelGroup(loop);
        this.handshakes = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("p2p-handshakes").daemon().factory());
        this.lookups = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("p2p-lookup-", 0).factory());
    }

    /**
     * Listens and begins to dial.
     *
     * @param listener hears everything from now on
     * @return the port it listens on
     * @throws RefusedException if it cannot listen there
     */
    public int start(PeerListener listener) {
        ServerBootstrap server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_AHEAD)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
        Endpoint listen = config.listen();
        ChannelFuture bound = server.bind(listen.host(), listen.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new RefusedException(
                    "cannot listen for peers on " + listen + ": "
                            + bound.cause().getMessage() + "; set p2p.listen to a free port",
                    bound.cause());
        }
        listening.add(bound.channel());
        int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        loop.submit(() -> mesh.listening(port, listener)).awaitUninterruptibly();
        inLoop(this::tick);
        return port;
    }

    public NodeId self() {
        return self;
    }

    @Override
    public boolean send(NodeId peer, io.vigil.node.p2p.Channel channel, Bytes message) {
        check(channel, message);
        return mesh.link(peer).map(link -> send(link, channel, message)).orElse(false);
    }

    @Override
    public void broadcast(io.vigil.node.p2p.Channel channel, Bytes message) {
        check(channel, message);
        mesh.links().forEach(link -> send(link, channel, message));
    }

    @Override
    public void report(NodeId peer, Misconduct misconduct) {
        inLoop(() -> mesh.report(peer, misconduct));
    }

    @Override
    public List<PeerStatus> connected() {
        return mesh.status();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        inLoop(mesh::close);
        connections.newCloseFuture().awaitUninterruptibly(CLOSE_NOTIFY_TIMEOUT.toMillis());
        connections.close().awaitUninterruptibly(); // Netty's shutdown alone leaves sockets open
        group.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
        handshakes.shutdownNow();
        lookups.shutdownNow();
    }

    private boolean send(PeerLink link, io.vigil.node.p2p.Channel channel, Bytes message) {
        return switch (link.stage()
                .peer()
                .map(peer -> filter.fate(peer, channel))
                .orElse(Fate.DELIVERED)) {
            case Fate.Delivered delivered -> link.offer(channel, message);
            case Fate.Dropped dropped -> true;
            case Fate.Delayed(Duration by) -> {
                loop.schedule(() -> link.offer(channel, message), by.toNanos(), TimeUnit.NANOSECONDS);
                yield true;
            }
        };
    }

    private static void check(io.vigil.node.p2p.Channel channel, Bytes message) {
        if (message.isEmpty() || message.size() > channel.maxMessageBytes()) {
            throw new IllegalArgumentException("a message of " + channel + " has 1 to " + channel.maxMessageBytes()
                    + " bytes, not " + message.size());
        }
    }

    private void tick() {
        try {
            mesh.tick().forEach(this::dial);
        } catch (RuntimeException e) {
            mesh.bug(e); // a scheduled task that throws would end in silence
        } finally {
            tickAgain();
        }
    }

    /** When the next peer is to be dialled: a chain may wait for it. */
    private void tickAgain() {
        if (!mesh.isClosed()) {
            long nanos = Math.max(SHORTEST_TICK.toNanos(), mesh.untilDue(TICK).toNanos());
            loop.schedule(this::tick, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void accept(SocketChannel channel) {
        InetSocketAddress from = channel.remoteAddress();
        if (from == null || !mesh.admits(from.getAddress())) { // null: it has already gone again
            channel.close();
        } else {
            attach(channel, new Origin.Accepted(from.getAddress()));
        }
    }

    private void dial(PeerAddress peer) {
        lookups.execute(() -> {
            try {
                Endpoint endpoint = peer.endpoint();
                InetSocketAddress address =
                        new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port());
                inLoop(() -> connect(peer, address));
            } catch (UnknownHostException e) {
                inLoop(() -> mesh.unreachable(peer, "no such host"));
            }
        });
    }

    private void connect(PeerAddress peer, InetSocketAddress address) {
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_AHEAD)
                .handler(new ChannelInboundHandlerAdapter()) // the link comes when there is a connection
                .connect(address)
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        attach(connected.channel(), new Origin.Dialled(peer));
                    } else {
                        mesh.unreachable(peer, String.valueOf(connected.cause().getMessage()));
                    }
                });
    }

    private void attach(Channel channel, Origin origin) {
        SslHandler security = new SslHandler(tls.engine(origin instanceof Origin.Dialled), handshakes);
        security.setHandshakeTimeoutMillis(0); // the link has a deadline for HELLO, which includes this
        security.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_TIMEOUT.toMillis());
        FrameSplitter splitter = new FrameSplitter();
        PeerLink link = new PeerLink(mesh, origin, channel, splitter, times);
        connections.add(channel);
        mesh.begun(link);
        channel.pipeline().addLast(security, splitter, link);
    }

    private void inLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // closed meanwhile: there is nothing left to do it to
        }
    }
}
