package io.vigil.node.p2p.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vigil.node.p2p.ClockSample;
import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.OutgoingQueue;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.wire.Frame;
import io.vigil.node.p2p.wire.FrameCodec;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * One connection to a peer: TLS handshake, HELLO both ways, then messages until one side ends it; see {@link Stage}. Everything
 * runs on the mesh's event loop but {@link #offer} and {@link #status}.
 */
final class PeerLink extends ChannelInboundHandlerAdapter {
    /** How long a goodbye may take to leave. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    /**
     * What a frame costs beside its bytes, so that the rate of bytes is one of frames too: some 4,000 a second of a validator,
     * 1,000 of a stranger. Pieces of blocks have 64 KiB.
     */
    private static final int FRAME_COST_BYTES = 16 << 10;

    /** What broke a handshake may quote what was received. */
    private static final int MAX_REASON_CHARS = 240;

    private static final double NANOS_PER_MILLI = 1e6;

    private final Mesh mesh;
    private final Origin origin;
    private final Channel channel;
    private final FrameSplitter splitter;
    private final LinkTimes times;
    private final long startedNanos;
    private final AtomicBoolean drainPending = new AtomicBoolean();

    private volatile Stage stage = new Stage.Securing();
    private volatile long receivedBytes;
    private volatile long sentBytes;
    private volatile Duration roundTrip = Duration.ZERO;
    private volatile ClockSample clock = new ClockSample(Duration.ZERO, Duration.ZERO, 0);
    private boolean peerLeft;
    private long heardNanos;
    private long pingedNanos;
    private long addressesNanos;

    PeerLink(Mesh mesh, Origin origin, Channel channel, FrameSplitter splitter, LinkTimes times) {
        this.mesh = mesh;
        this.origin = origin;
        this.channel = channel;
        this.splitter = splitter;
        this.times = times;
        this.startedNanos = mesh.nanos();
        this.heardNanos = startedNanos;
        this.addressesNanos = startedNanos - Mesh.ADDRESSES_INTERVAL.toNanos();
    }

    Origin origin() {
        return origin;
    }

    Stage stage() {
        return stage;
    }

    Duration age(long now) {
        return Duration.ofNanos(now - startedNanos);
    }

    /** For people: the address, and the id if it is known. */
    String remote() {
        return switch (origin) {
            case Origin.Dialled dialled -> dialled.remote();
            case Origin.Accepted accepted ->
                stage.peer().map(known -> known + "@" + accepted.remote()).orElse(accepted.remote());
        };
    }

    // ---- any thread

    /** Queues a message. Never waits. */
    boolean offer(io.vigil.node.p2p.Channel about, Bytes message) {
        if (!(stage instanceof Stage.Open open) || !open.queue().offer(about, message)) {
            return false;
        }
        if (drainPending.compareAndSet(false, true)) {
            channel.eventLoop().execute(() -> {
                drainPending.set(false);
                drain();
            });
        }
        return true;
    }

    PeerStatus status(Stage.Open open, double penalty) {
        return new PeerStatus(
                open.info(),
                Duration.ofNanos(mesh.nanos() - open.sinceNanos()),
                roundTrip,
                clock,
                receivedBytes,
                sentBytes,
                open.queue().queuedBytes(),
                open.queue().dropped(),
                penalty);
    }

    // ---- from the mesh

    /** Lets the peer in. Its messages are delivered from now on. */
    void open(Stage.Open open) {
        stage = open;
        splitter.allowLargeFrames();
        ping(open.sinceNanos());
    }

    void sendAddresses(Frame.Addresses addresses) {
        if (channel.isWritable() && !addresses.records().isEmpty()) {
            write(addresses);
        }
    }

    /** Looks at the clock: is the peer there, may it go on, is a ping due? */
    void tick(long now) {
        switch (stage) {
            case Stage.Securing securing -> endIfLate(now, "did not finish the TLS handshake");
            case Stage.Greeting greeting -> endIfLate(now, "sent no HELLO");
            case Stage.Open open -> tick(open, now);
            case Stage.Ended ended -> {}
        }
    }

    /** Time in which our whole process stood still counts for nobody. */
    void forgive(long now) {
        heardNanos = now;
    }

    /** Ends the link, once, and tells the peer why if it can; the mesh hears of it before this returns. */
    void end(String why) {
        if (stage instanceof Stage.Ended) {
            return;
        }
        String reason = why.length() <= MAX_REASON_CHARS ? why : why.substring(0, MAX_REASON_CHARS) + "…";
        boolean speaks = !(stage instanceof Stage.Securing) && !peerLeft && channel.isActive();
        stage = new Stage.Ended(stage);
        stage.opened().ifPresent(open -> {
            open.queue().close();
            open.reassembly().close();
        });
        if (speaks) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(FrameCodec.encode(new Frame.Goodbye(reason))))
                    .addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            channel.close();
        }
        mesh.ended(this, reason);
    }

    // ---- from the socket

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && stage instanceof Stage.Securing) {
            if (handshake.isSuccess()) {
                secured();
            } else {
                end("TLS handshake failed: " + handshake.cause().getMessage());
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws MalformedException {
        if (!(message instanceof byte[] frame)) {
            throw new IllegalStateException("the splitter passes arrays on, not " + message.getClass());
        }
        long now = mesh.nanos();
        heardNanos = now;
        receivedBytes += frame.length + FrameCodec.LENGTH_BYTES;
        switch (stage) {
            case Stage.Securing securing -> throw new MalformedException("a frame within the handshake");
            case Stage.Greeting(NodeId id) -> receiveFirst(id, FrameCodec.decode(frame), now);
            case Stage.Open open -> {
                open.throttle().spend(frame.length + FRAME_COST_BYTES, now);
                receive(open, FrameCodec.decode(frame), now);
            }
            case Stage.Ended ended -> {}
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (stage instanceof Stage.Open open) {
            steerReading(open, mesh.nanos());
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        drain();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        switch (cause) {
            case MalformedException malformed -> {
                end("sent what is not of the protocol: " + malformed.getMessage());
                stage.peer().ifPresent(known -> mesh.report(known, Misconduct.MALFORMED));
            }
            case SSLException broken -> end("broken TLS: " + broken.getMessage());
            case IOException broken -> end("the connection failed: " + broken.getMessage());
            default -> {
                end("an error of our own");
                mesh.bug(cause);
            }
        }
    }

    private void secured() {
        try {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            stage = new Stage.Greeting(TlsIdentity.peer(tls.engine().getSession()));
        } catch (SSLPeerUnverifiedException e) {
            end("showed no certificate");
            return;
        }
        mesh.secured(this);
        if (stage instanceof Stage.Greeting) {
            write(mesh.hello());
        }
    }

    private void receiveFirst(NodeId id, Frame frame, long now) throws MalformedException {
        switch (frame) {
            case Frame.Hello hello -> {
                sampleClock(hello.unixMillis(), startedNanos, now);
                mesh.greeted(this, id, hello);
            }
            case Frame.Goodbye(String reason) -> endFor(reason);
            case Frame.Ping ping -> throw beforeHello();
            case Frame.Pong pong -> throw beforeHello();
            case Frame.Part part -> throw beforeHello();
            case Frame.Addresses addresses -> throw beforeHello();
        }
    }

    private void receive(Stage.Open open, Frame frame, long now) throws MalformedException {
        switch (frame) {
            case Frame.Hello hello -> throw new MalformedException("a second HELLO");
            case Frame.Ping(long nonce) -> {
                if (channel.isWritable()) {
                    write(new Frame.Pong(nonce, mesh.unixMillis()));
                }
            }
            case Frame.Pong(long nonce, long unixMillis) -> {
                if (nonce == pingedNanos) {
                    sampleClock(unixMillis, pingedNanos, now);
                }
            }
            case Frame.Part(io.vigil.node.p2p.Channel about, int totalBytes, Bytes content) -> {
                Optional<Bytes> whole = open.reassembly().add(about, totalBytes, content, now);
                whole.ifPresent(message -> mesh.deliver(open.info().id(), about, message));
            }
            case Frame.Addresses addresses -> {
                if (now - addressesNanos >= Mesh.ADDRESSES_INTERVAL.toNanos() / 2) {
                    addressesNanos = now;
                    mesh.learned(open.info().id(), addresses);
                }
            }
            case Frame.Goodbye(String reason) -> endFor(reason);
        }
    }

    private void endFor(String reason) {
        peerLeft = true;
        end("it said: " + reason);
    }

    private static MalformedException beforeHello() {
        return new MalformedException("something else before HELLO");
    }

    private void endIfLate(long now, String what) {
        if (now - startedNanos > times.greeting().toNanos()) {
            end(what + " within " + times.greeting().toMillis() + " ms");
        }
    }

    private void tick(Stage.Open open, long now) {
        if (now - heardNanos > times.silence().toNanos()) {
            end("silent for " + times.silence().toMillis() + " ms");
        } else if (open.reassembly().isStalled(now)) {
            mesh.report(open.info().id(), Misconduct.LATE);
            end("left a message unfinished");
        } else {
            if (now - pingedNanos >= times.ping().toNanos()) {
                ping(now);
            }
            steerReading(open, now);
            drain();
        }
    }

    /** Reads on unless the peer sent too much, or a drill cuts the line; a cut line delivers late, as TCP does. */
    private void steerReading(Stage.Open open, long now) {
        boolean allowed = open.throttle().allowsReading(now);
        channel.config().setAutoRead(allowed && !mesh.isCut(open.info().id()));
    }

    private void ping(long now) {
        pingedNanos = now;
        if (channel.isWritable() && stage.peer().filter(mesh::isCut).isEmpty()) {
            write(new Frame.Ping(now));
        }
    }

    /** Writes while the socket takes it, all of it with one flush; the rest waits for the next writability. */
    private void drain() {
        if (!(stage instanceof Stage.Open open) || mesh.isCut(open.info().id())) {
            return;
        }
        boolean wrote = false;
        while (channel.isWritable()) {
            Optional<OutgoingQueue.Piece> piece = open.queue().next();
            if (piece.isEmpty()) {
                break;
            }
            put(FrameCodec.encode(piece.get()));
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
    }

    private void write(Frame frame) {
        put(FrameCodec.encode(frame));
        channel.flush();
    }

    private void put(byte[] frame) {
        sentBytes += frame.length;
        channel.write(Unpooled.wrappedBuffer(frame), channel.voidPromise());
    }

    /** The peer's clock was read at some time between {@code from} and {@code now}. */
    private void sampleClock(long unixMillis, long from, long now) {
        roundTrip = Duration.ofNanos(now - from);
        double radiusMillis = (now - from) / 2 / NANOS_PER_MILLI;
        double offsetMillis = unixMillis - (mesh.unixMillis() - radiusMillis);
        clock = new ClockSample(millis(offsetMillis), millis(radiusMillis), from);
    }

    private static Duration millis(double value) {
        return Duration.ofNanos((long) (value * NANOS_PER_MILLI));
    }
}
