package io.vigil.timesync.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.vigil.timesync.roughtime.ReplyBatch;
import io.vigil.types.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells the time, signed. All questions that one read of the socket brings share a signature; a reply is never larger
 * than its question; who asks too often, or wrongly, gets no answer.
 */
public final class RoughtimeServer implements AutoCloseable {
    /** A question is 1024 bytes and a frame; what is longer than an Ethernet frame is cut off and refused. */
    private static final int MAX_QUESTION_BYTES = 1500;

    private final EventLoopGroup loops;
    private final ReplyBatch batch;
    private final ServedTime time;
    private final LongSupplier monoNanos;
    private final Limits limits;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final List<Channel> open = new ArrayList<>();

    /** @param perSecond questions per second from one address in the long run; {@code burst} at once */
    public record Limits(int perSecond, int burst) {
        /** A client asks twice each quarter of an hour; a site behind one address may hold hundreds. */
        public static final Limits DEFAULT = new Limits(10, 100);

        public Limits {
            if (perSecond < 1 || burst < 1) {
                throw new IllegalArgumentException("limits below one: " + perSecond + ", " + burst);
            }
        }
    }

    public RoughtimeServer(
            EventLoopGroup loops, ReplyBatch batch, ServedTime time, LongSupplier monoNanos, Limits limits) {
        this.loops = loops;
        this.batch = batch;
        this.time = time;
        this.monoNanos = monoNanos;
        this.limits = limits;
    }

    /**
     * Begins to answer; port 0 takes any.
     *
     * @return where it listens
     * @throws TimeNetworkException if the address is taken or not allowed
     */
    public InetSocketAddress listen(InetSocketAddress address) {
        ChannelFuture bound = new Bootstrap()
                .group(loops)
                .channel(NioDatagramChannel.class)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_QUESTION_BYTES + 1)
                                .maxMessagesPerRead(ReplyBatch.MAX_QUESTIONS))
                .handler(new Questions())
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new TimeNetworkException("cannot listen on udp " + address, bound.cause());
        }
        synchronized (open) {
            open.add(bound.channel());
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** How many questions were answered since the start. */
    public long answered() {
        return answered.get();
    }

    /** How many datagrams were not. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        synchronized (open) {
            open.forEach(channel -> channel.close().awaitUninterruptibly());
            open.clear();
        }
    }

    /** Collects what one read brings and answers it at the read's end. Runs on one event loop. */
    private final class Questions extends SimpleChannelInboundHandler<DatagramPacket> {
        private final AddressBudgets budgets = new AddressBudgets(limits.perSecond(), limits.burst());
        private final List<InetSocketAddress> senders = new ArrayList<>();
        private final List<Bytes> questions = new ArrayList<>();

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            int size = packet.content().readableBytes();
            boolean allowed = size <= MAX_QUESTION_BYTES
                    && packet.sender().getPort() != 0
                    && budgets.allows(packet.sender().getAddress(), monoNanos.getAsLong());
            if (!allowed) {
                refused.incrementAndGet();
                return;
            }
            senders.add(packet.sender());
            questions.add(Bytes.wrap(ByteBufUtil.getBytes(packet.content())));
            if (questions.size() == ReplyBatch.MAX_QUESTIONS) {
                answer(context);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            answer(context);
            context.flush();
        }

        private void answer(ChannelHandlerContext context) {
            List<Bytes> replies = time.now()
                    .map(now -> batch.answer(questions, now.nanos(), now.radiusNanos()))
                    .orElseGet(() -> List.copyOf(java.util.Collections.nCopies(questions.size(), Bytes.EMPTY)));
            for (int i = 0; i < questions.size(); i++) {
                Bytes reply = replies.get(i);
                if (reply.isEmpty()) {
                    refused.incrementAndGet();
                } else {
                    answered.incrementAndGet();
                    context.write(new DatagramPacket(Unpooled.wrappedBuffer(reply.shared()), senders.get(i)));
                }
            }
            questions.clear();
            senders.clear();
        }

        /** One datagram that cannot be sent is that client's loss alone. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            refused.incrementAndGet();
        }
    }
}
