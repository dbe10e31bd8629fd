package io.vigil.node.rpc.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.RpcObserver;
import io.vigil.node.rpc.json.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The sending side of one WebSocket. What the client does not read piles up here, to a limit; then it is cut. */
final class WebSocketConnection {
    /** Bytes that may wait for a slow client; a few of the largest answers. */
    static final long MAX_UNSENT_BYTES = 64L << 20;

    private final Channel channel;
    private final RpcObserver observer;
    private final long number;
    private final AtomicLong unsentBytes = new AtomicLong();

    /** @param number unique within the server, from 1 */
    WebSocketConnection(long number, Channel channel, RpcObserver observer) {
        this.number = number;
        this.channel = channel;
        this.observer = observer;
    }

    void send(byte[] message) {
        if (!channel.isActive()) {
            return;
        }
        if (unsentBytes.addAndGet(message.length) > MAX_UNSENT_BYTES) {
            cut("reads too slowly");
            return;
        }
        channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(message)))
                .addListener(sent -> unsentBytes.addAndGet(-message.length));
    }

    private void cut(String why) {
        observer.cutOff(String.valueOf(channel.remoteAddress()), why);
        channel.close();
    }

    Call call() {
        return new Call();
    }

    /** The session of one request. */
    final class Call implements Session {
        private final List<Runnable> afterwards = new ArrayList<>();

        @Override
        public boolean takesNotifications() {
            return true;
        }

        @Override
        public long connection() {
            return number;
        }

        @Override
        public void cut(String why) {
            WebSocketConnection.this.cut(why);
        }

        @Override
        public void notify(JsonNode message) {
            send(Dispatcher.write(message));
        }

        @Override
        public void afterAnswer(Runnable action) {
            afterwards.add(action);
        }

        @Override
        public void onClose(Runnable action) {
            channel.closeFuture().addListener(closed -> action.run());
        }

        void answered() {
            afterwards.forEach(Runnable::run);
        }
    }
}
