package io.vigil.testnet.local;

import com.sun.net.httpserver.HttpServer;
import io.vigil.node.config.Endpoint;
import io.vigil.types.chain.ExtraData;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A process that only answers what {@link LocalNetwork} asks, for tests of how processes are treated. */
final class StubNode {
    private StubNode() {}

    public static void main(String[] args) throws Exception {
        List<String> words = Arrays.asList(args);
        if (words.get(1).endsWith("node9")) {
            System.out.println("the stub refuses");
            System.exit(78);
        }
        Endpoint rpc = Endpoint.parse(words.get(words.indexOf("--rpc-listen") + 1));
        HttpServer server = HttpServer.create(new InetSocketAddress(rpc.host(), rpc.port()), 0);
        server.createContext("/", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result(request) + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        System.out.println("the stub listens");
    }

    private static String result(String request) throws IOException {
        if (request.contains("eth_getBlockByNumber")) {
            String extra = new ExtraData(1, 0, 7, 0, 0).encode().toHex();
            return "{\"number\":\"0x5\",\"extraData\":\"" + extra + "\"}";
        }
        return request.contains("net_peerCount") ? "\"0x1\"" : "\"0x5\"";
    }
}
