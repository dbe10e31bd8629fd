package io.vigil.timesync.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.vigil.types.Bytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** One question and its answer, each from a fresh port, so that nobody off the path can guess where to answer. */
public final class UdpExchange {
    /** Larger replies than a question are refused by both protocols; this is one Ethernet frame. */
    public static final int MAX_REPLY_BYTES = 1500;

    /** Strangers' datagrams beyond this are dropped while the true one is awaited. */
    private static final int MAX_PENDING = 16;

    private final EventLoopGroup loops;
    private final LongSupplier monoNanos;

    /** @param monoNanos the monotonic time of the machine, in nanoseconds */
    public UdpExchange(EventLoopGroup loops, LongSupplier monoNanos) {
        this.loops = loops;
        this.monoNanos = monoNanos;
    }

    /**
     * @param sentMonoNanos taken before the question was written, {@code receivedMonoNanos} where the reply was read: a
     *     pause of the process can only widen what is concluded, never narrow it
     */
    public record Reply(Bytes datagram, long sentMonoNanos, long receivedMonoNanos) {}

    /**
     * Sends {@code question} and waits for a datagram from that address that {@code isAnswer} accepts; others are
     * dropped. Empty when none comes in time or the machine cannot send.
     */
    public Optional<Reply> ask(InetSocketAddress server, Bytes question, Duration patience, Predicate<Reply> isAnswer) {
        if (server.isUnresolved()) {
            return Optional.empty();
        }
        BlockingQueue<Received> inbox = new ArrayBlockingQueue<>(MAX_PENDING);
        ChannelFuture connected = new Bootstrap()
                .group(loops)
                .channel(NioDatagramChannel.class)
                .handler(new Inbox(inbox, monoNanos))
                .connect(server);
        connected.awaitUninterruptibly();
        Channel channel = connected.channel();
        try {
            return connected.isSuccess() ? await(channel, question, patience, isAnswer, inbox) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            channel.close();
        }
    }

    private Optional<Reply> await(
            Channel channel,
            Bytes question,
            Duration patience,
            Predicate<Reply> isAnswer,
            BlockingQueue<Received> inbox)
            throws InterruptedException {
        long sent = monoNanos.getAsLong();
        channel.writeAndFlush(Unpooled.wrappedBuffer(question.shared()));
        long deadline = sent + patience.toNanos();
        while (true) {
            Received received = inbox.poll(deadline - monoNanos.getAsLong(), TimeUnit.NANOSECONDS);
            if (received == null || received.unreachable()) {
                return Optional.empty();
            }
            Reply reply = new Reply(received.datagram(), sent, received.monoNanos());
            if (isAnswer.test(reply)) {
                return Optional.of(reply);
            }
        }
    }

    private record Received(Bytes datagram, long monoNanos, boolean unreachable) {}

    /** Runs on the event loop: takes the time first, then the bytes. */
    private static final class Inbox extends SimpleChannelInboundHandler<DatagramPacket> {
        private final BlockingQueue<Received> inbox;
        private final LongSupplier monoNanos;

        Inbox(BlockingQueue<Received> inbox, LongSupplier monoNanos) {
            this.inbox = inbox;
            this.monoNanos = monoNanos;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            long now = monoNanos.getAsLong();
            if (packet.content().readableBytes() <= MAX_REPLY_BYTES) {
                inbox.offer(new Received(Bytes.wrap(ByteBufUtil.getBytes(packet.content())), now, false));
            }
        }

        /** Such as "port unreachable": no reason to wait any longer. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            inbox.offer(new Received(Bytes.EMPTY, monoNanos.getAsLong(), true));
        }
    }
}
