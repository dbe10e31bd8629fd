package io.vigil.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UrlSourceTest {
    private HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();

    UrlSourceTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void serve() {
        server.createContext("/snap/MANIFEST", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[] {1, 2, 3});
            exchange.close();
        });
        server.createContext("/snap/c/00000001.zst", exchange -> {
            boolean first = asked.incrementAndGet() == 1;
            exchange.sendResponseHeaders(first ? 503 : 200, first ? -1 : 1);
            if (!first) {
                exchange.getResponseBody().write(7);
            }
            exchange.close();
        });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsAFolderBehindAServerAndAsksAgainWhenItIsBusy() {
        UrlSource source =
                new UrlSource("http://127.0.0.1:" + server.getAddress().getPort() + "/snap");

        assertThat(source.manifest()).contains(Bytes.of(1, 2, 3));
        assertThat(source.chunk(0)).isEmpty();
        assertThat(source.chunk(1)).contains(Bytes.of(7));
        assertThat(asked).hasValue(2);
    }
}
