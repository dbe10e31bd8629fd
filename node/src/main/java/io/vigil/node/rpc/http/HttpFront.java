package io.vigil.node.rpc.http;

import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static io.netty.handler.codec.http.HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.vigil.node.rpc.json.Session;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One HTTP connection: a request at a time, answered in order; a WebSocket upgrade leaves it to {@link WebSocketFront}. */
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final List<String> CONTENT_TYPES =
            List.of("application/json", "application/json-rpc", "application/jsonrequest");

    private final Door door;

    HttpFront(Door door) {
        this.door = door;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.decoderResult().isSuccess()) {
            respond(context, request, HttpResponseStatus.BAD_REQUEST, text("malformed HTTP request\n"));
        } else if (!door.hosts().allows(headers.get(HttpHeaderNames.HOST, ""))) {
            respond(context, request, FORBIDDEN, text("invalid host specified\n"));
        } else if (isUpgrade(headers)) {
            WebSocketFront.take(door, context, request);
        } else if (request.method().equals(HttpMethod.OPTIONS)) {
            respond(context, request, OK, new byte[0]);
        } else if (request.method().equals(HttpMethod.GET) && !request.content().isReadable()) {
            respond(context, request, OK, new byte[0]); // as geth: a probe of the port
        } else if (!request.method().equals(HttpMethod.POST)) {
            respond(context, request, METHOD_NOT_ALLOWED, text("method not allowed\n"));
        } else if (!isJson(headers)) {
            respond(
                    context,
                    request,
                    UNSUPPORTED_MEDIA_TYPE,
                    text("invalid content type, only application/json is supported\n"));
        } else {
            answer(context, request);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof IdleStateEvent) {
            if (context.channel().config().isAutoRead()) { // otherwise a request is being worked on
                context.close();
            }
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        byte[] body = ByteBufUtil.getBytes(request.content());
        HttpRequest head = request.retain();
        context.channel().config().setAutoRead(false);
        boolean taken = door.workers().run(body.length, () -> {
            byte[] answer = door.dispatcher().answer(body, Session.ANSWERS_ONLY).orElse(new byte[0]);
            context.executor().execute(() -> {
                respond(context, head, OK, answer);
                request.release();
                context.channel().config().setAutoRead(true);
            });
        });
        if (!taken) {
            respond(context, head, SERVICE_UNAVAILABLE, Door.busy());
            request.release();
            context.channel().config().setAutoRead(true);
        }
    }

    private void respond(ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType(status, body));
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        allowOrigin(request, headers);
        boolean keepAlive = HttpUtil.isKeepAlive(request) && status.code() != 400;
        if (keepAlive && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(io.netty.channel.ChannelFutureListener.CLOSE);
        }
    }

    private void allowOrigin(HttpRequest request, HttpHeaders headers) {
        if (!door.anyOrigin() || !request.headers().contains(HttpHeaderNames.ORIGIN)) {
            return;
        }
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (request.method().equals(HttpMethod.OPTIONS)) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS");
            headers.set(
                    HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                    request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS, "content-type"));
            headers.setInt(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, 600);
        }
    }

    private static boolean isUpgrade(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private static boolean isJson(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        int parameters = type.indexOf(';');
        String bare =
                (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
        return CONTENT_TYPES.contains(bare);
    }

    private static String contentType(HttpResponseStatus status, byte[] body) {
        boolean isJson = body.length > 0 && (body[0] == '{' || body[0] == '[');
        return isJson || status.equals(OK) ? "application/json" : "text/plain; charset=utf-8";
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
