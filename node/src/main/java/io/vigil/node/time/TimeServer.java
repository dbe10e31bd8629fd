package io.vigil.node.time;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vigil.node.keys.NodeKey;
import io.vigil.timesync.roughtime.Dialect;
import io.vigil.timesync.roughtime.LongTermKey;
import io.vigil.timesync.roughtime.ReplyBatch;
import io.vigil.timesync.udp.RoughtimeServer;
import io.vigil.timesync.udp.ServedTime;
import io.vigil.types.Bytes;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Roughtime server with a thread of its own, so that a consortium can run its own sources. */
public final class TimeServer implements AutoCloseable {
    /** What it speaks: the published protocol and its last drafts. */
    private static final List<Dialect> SPOKEN = List.of(Dialect.VERSION_1, Dialect.DRAFT_19);

    private final LongTermKey key;
    private final EventLoopGroup loops;
    private final RoughtimeServer server;

    /** @param key the long-term identity; clients know its public half */
    public TimeServer(NodeKey key, ServedTime time, RoughtimeServer.Limits limits) {
        this.key = new LongTermKey(key.seed());
        this.loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        this.server = new RoughtimeServer(
                loops, new ReplyBatch(this.key, SPOKEN, new SecureRandom()), time, System::nanoTime, limits);
    }

    /**
     * Begins to answer; port 0 takes any.
     *
     * @throws io.vigil.timesync.udp.TimeNetworkException if the address is taken or not allowed
     */
    public InetSocketAddress listen(InetSocketAddress address) {
        return server.listen(address);
    }

    public Bytes publicKey() {
        return key.publicKey();
    }

    public long answered() {
        return server.answered();
    }

    public long refused() {
        return server.refused();
    }

    @Override
    public void close() {
        server.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
