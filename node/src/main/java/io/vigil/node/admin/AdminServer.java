package io.vigil.node.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vigil.node.admin.AdminPage.Content;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** GET for pages, POST of JSON-RPC with the token for calls; one request per connection. */
public final class AdminServer implements AutoCloseable {
    /** Bytes of one request: a call with a signed plan or a server list in it. */
    private static final int MAX_BODY_BYTES = 1 << 20;

    /** Requests worked on at a time; more are refused with 503. */
    private static final int MAX_IN_FLIGHT = 16;

    private static final int MAX_IDLE_SECONDS = 30;

    /** Whatever a page says, a browser fetches nothing from elsewhere and shows it in no other page's frame. */
    private static final String OWN_CONTENT_ONLY = "default-src 'none'; style-src 'unsafe-inline'; "
            + "script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";

    private static final String TEXT = "text/plain; charset=utf-8";

    private final AdminToken token;
    private final SortedMap<String, AdminPage> pages;
    private final Dispatcher calls;
    private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("admin-io", true), NioIoHandler.newFactory());
    private final Channel listener;

    private AdminServer(int port, AdminToken token, SortedMap<String, AdminPage> pages, Dispatcher calls)
            throws IOException {
        this.token = token;
        this.pages = new TreeMap<>(pages);
        this.calls = calls;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new ReadTimeoutHandler(MAX_IDLE_SECONDS))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES, true))
                                .addLast(new Requests());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close(loops, workers);
            throw new IOException(
                    "cannot listen on port " + port + ": " + bound.cause().getMessage(), bound.cause());
        }
        listener = bound.channel();
    }

    /**
     * Listens from now on.
     *
     * @param port 0 for any free one
     * @param pages by path, such as {@code /metrics}
     * @throws IOException if the port cannot be had
     */
    public static AdminServer start(int port, AdminToken token, SortedMap<String, AdminPage> pages, Dispatcher calls)
            throws IOException {
        return new AdminServer(port, token, pages, calls);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        close(loops, workers);
    }

    private static void close(EventLoopGroup loops, ExecutorService workers) {
        workers.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri());
            String host = request.headers().get(HttpHeaderNames.HOST, "");
            String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
            boolean isCall = request.method().equals(HttpMethod.POST);
            byte[] body = ByteBufUtil.getBytes(request.content());
            if (!isLoopback(host)) {
                respond(context, new Content(403, TEXT, "invalid host specified\n"));
            } else if (isCall && !token.opens(authorization)) {
                respond(context, new Content(401, TEXT, "needs the token of admin.token in the node's home\n"));
            } else if (!isCall && !request.method().equals(HttpMethod.GET)) {
                respond(context, new Content(405, TEXT, "method not allowed\n"));
            } else if (!inFlight.tryAcquire()) {
                respond(context, new Content(503, TEXT, "too many requests in flight\n"));
            } else {
                workers.execute(() -> work(context, isCall, uri, body));
            }
        }

        private void work(ChannelHandlerContext context, boolean isCall, QueryStringDecoder uri, byte[] body) {
            try {
                respond(context, isCall ? call(body) : page(uri));
            } catch (RuntimeException e) {
                respond(context, new Content(500, TEXT, "failed: " + e + "\n"));
            } finally {
                inFlight.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private Content call(byte[] body) {
        byte[] answer = calls.answer(body, Session.ANSWERS_ONLY).orElse(new byte[0]);
        return new Content(200, "application/json", new String(answer, StandardCharsets.UTF_8));
    }

    private Content page(QueryStringDecoder uri) {
        AdminPage page = pages.get(uri.path());
        return page == null
                ? new Content(404, TEXT, "there is " + String.join(", ", pages.keySet()) + "\n")
                : page.read(query(uri));
    }

    private static SortedMap<String, String> query(QueryStringDecoder uri) {
        SortedMap<String, String> query = new TreeMap<>();
        uri.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
        return query;
    }

    /** A web page that points a name of its own at this machine sends that name. */
    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", "");
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    }

    private static void respond(ChannelHandlerContext context, Content content) {
        byte[] body = content.body().getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(content.status()), Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, content.type());
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        response.headers().set(HttpHeaderNames.CONTENT_SECURITY_POLICY, OWN_CONTENT_ONLY);
        response.headers().set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
