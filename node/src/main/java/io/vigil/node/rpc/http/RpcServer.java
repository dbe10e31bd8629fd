package io.vigil.node.rpc.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.RpcObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The RPC port: JSON-RPC over HTTP and WebSocket on one socket. */
public final class RpcServer implements AutoCloseable {
    /** Bytes of one request; geth's limit. */
    public static final int MAX_BODY_BYTES = 5 << 20;

    /** Connections open at a time; each costs a few kilobytes while it is idle. */
    static final int MAX_CONNECTIONS = 1_024;

    /** How long an HTTP connection may stay without a request. */
    private static final long MAX_IDLE_SECONDS = 120;

    /** Handshakes that wait to be accepted. */
    private static final int BACKLOG = 256;

    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Door door;
    private final Channel listener;

    private RpcServer(RpcSettings settings, Dispatcher dispatcher, RpcObserver observer) throws IOException {
        door = new Door(
                dispatcher,
                new Workers(),
                new HostCheck(settings.hostNames()),
                settings.anyOrigin(),
                new Semaphore(WebSocketFront.MAX_WEB_SOCKETS),
                new AtomicLong(),
                observer);
        loops = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("rpc-io", true), NioIoHandler.newFactory());
        try {
            listener = bind(settings);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Listens from now on.
     *
     * @throws IOException if the address cannot be had, for instance because another process listens there
     */
    public static RpcServer start(RpcSettings settings, Dispatcher dispatcher, RpcObserver observer)
            throws IOException {
        return new RpcServer(settings, dispatcher, observer);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public int openConnections() {
        return connections.size();
    }

    /** Ends all connections and interrupts what is being worked on. */
    @Override
    public void close() {
        connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        door.workers().close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private Channel bind(RpcSettings settings) throws IOException {
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        open(channel);
                    }
                })
                .bind(settings.listenAddress(), settings.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + settings.listenAddress() + ":" + settings.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        connections.add(bound.channel());
        return bound.channel();
    }

    private void open(SocketChannel channel) {
        if (connections.size() > MAX_CONNECTIONS) {
            door.observer().cutOff(String.valueOf(channel.remoteAddress()), "too many connections");
            channel.close();
            return;
        }
        connections.add(channel);
        channel.pipeline()
                .addLast(new IdleStateHandler(0, 0, MAX_IDLE_SECONDS, TimeUnit.SECONDS))
                .addLast(new HttpServerCodec())
                .addLast(new BodyLimit())
                .addLast(new FlowControlHandler())
                .addLast(new HttpFront(door));
    }

    /** Joins the parts of a request; one that is too large is refused before it is read. */
    private static final class BodyLimit extends HttpObjectAggregator {
        BodyLimit() {
            super(MAX_BODY_BYTES, true);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
