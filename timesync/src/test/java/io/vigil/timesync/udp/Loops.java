package io.vigil.timesync.udp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

/** One event loop for a test, stopped at its end. */
public final class Loops implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    public EventLoopGroup group() {
        return group;
    }

    @Override
    public void close() {
        group.close();
    }
}
