package io.vigil.node.rpc.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/** One WebSocket: requests are answered as they finish, at most {@link #MAX_REQUESTS} at a time. */
final class WebSocketFront extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** WebSockets open at a time, over all clients. */
    static final int MAX_WEB_SOCKETS = 128;

    /** Requests of one WebSocket worked on at a time; more wait unread in the socket. */
    static final int MAX_REQUESTS = 16;

    /** A silent client is asked for a sign of life after this long, and cut after as long again. */
    private static final long PING_SECONDS = 60;

    private final Door door;
    private final WebSocketConnection connection;

    /** Both are touched by the event loop alone. */
    private int inFlight;

    private boolean isPinged;

    private WebSocketFront(Door door, WebSocketConnection connection) {
        this.door = door;
        this.connection = connection;
    }

    /** Answers the upgrade {@code request} and turns the connection into a WebSocket. */
    static void take(Door door, ChannelHandlerContext context, FullHttpRequest request) {
        boolean foreign = request.headers().contains(HttpHeaderNames.ORIGIN) && !door.anyOrigin();
        if (foreign) {
            refuse(context, HttpResponseStatus.FORBIDDEN);
            return;
        }
        if (!door.webSockets().tryAcquire()) {
            refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE);
            return;
        }
        context.channel().closeFuture().addListener(closed -> door.webSockets().release());
        String location = "ws://" + request.headers().get(HttpHeaderNames.HOST, "localhost") + request.uri();
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        location, null, false, RpcServer.MAX_BODY_BYTES)
                .newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        WebSocketConnection connection =
                new WebSocketConnection(door.nextConnection(), context.channel(), door.observer());
        var pipeline = context.pipeline();
        handshaker.handshake(context.channel(), request);
        pipeline.replace(IdleStateHandler.class, "idle", new IdleStateHandler(PING_SECONDS, 0, 0, TimeUnit.SECONDS));
        pipeline.addLast(new WebSocketFrameAggregator(RpcServer.MAX_BODY_BYTES));
        pipeline.addLast(new WebSocketFront(door, connection));
        pipeline.remove(HttpFront.class);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        isPinged = false;
        switch (frame) {
            case TextWebSocketFrame text -> answer(context, ByteBufUtil.getBytes(text.content()));
            case BinaryWebSocketFrame binary -> answer(context, ByteBufUtil.getBytes(binary.content()));
            case PingWebSocketFrame ping ->
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame close ->
                context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            default -> {} // a pong: the client lives
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (!(event instanceof IdleStateEvent idle)) {
            super.userEventTriggered(context, event);
        } else if (idle.state() == IdleState.READER_IDLE && inFlight == 0) {
            if (isPinged) {
                context.close();
            } else {
                isPinged = true;
                context.writeAndFlush(new PingWebSocketFrame());
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void answer(ChannelHandlerContext context, byte[] request) {
        inFlight++;
        context.channel().config().setAutoRead(inFlight < MAX_REQUESTS);
        boolean taken = door.workers().run(request.length, () -> {
            WebSocketConnection.Call call = connection.call();
            door.dispatcher().answer(request, call).ifPresent(connection::send);
            call.answered();
            context.executor().execute(() -> finished(context));
        });
        if (!taken) {
            connection.send(Door.busy());
            finished(context);
        }
    }

    private void finished(ChannelHandlerContext context) {
        inFlight--;
        context.channel().config().setAutoRead(true);
    }

    private static void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
