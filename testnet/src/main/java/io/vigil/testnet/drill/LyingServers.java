package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.time.TimeServer;
import io.vigil.timesync.Reading;
import io.vigil.timesync.udp.RoughtimeServer;
import io.vigil.timesync.udp.ServedTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process of Roughtime servers, the first few of which lie: {@code FOLDER COUNT}. Writes the clients' list into the
 * folder, says "ready", then reads how many are to lie a day ahead, a number per line, until its input ends.
 */
public final class LyingServers {
    static final String LIST = "roughtime.json";
    static final Duration LIE = Duration.ofDays(1);

    /** Four nodes of one machine ask from one address. */
    private static final RoughtimeServer.Limits LIMITS = new RoughtimeServer.Limits(1000, 10_000);

    private LyingServers() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        AtomicInteger liars = new AtomicInteger();
        List<TimeServer> servers = new ArrayList<>();
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        ArrayNode entries = list.putArray("servers");
        for (int i = 0; i < count; i++) {
            int number = i;
            TimeServer server = new TimeServer(
                    NodeKey.generate(new SecureRandom()),
                    () -> Optional.of(time(number < liars.get() ? LIE : Duration.ZERO)),
                    LIMITS);
            servers.add(server);
            InetSocketAddress address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ObjectNode entry = entries.addObject()
                    .put("name", name(i))
                    .put("version", 1)
                    .put("publicKeyType", "ed25519")
                    .put(
                            "publicKey",
                            Base64.getEncoder()
                                    .encodeToString(server.publicKey().toArray()));
            entry.putArray("addresses")
                    .addObject()
                    .put("protocol", "udp")
                    .put("address", "127.0.0.1:" + address.getPort());
        }
        Files.writeString(folder.resolve(LIST), list.toPrettyString());
        System.out.println("ready");
        System.out.flush();
        obey(liars);
        servers.forEach(TimeServer::close);
    }

    static String name(int number) {
        return "ticktock" + number;
    }

    private static ServedTime.Now time(Duration offset) {
        return new ServedTime.Now(Reading.nanos(InstantSource.system().instant().plus(offset)), 0);
    }

    private static void obey(AtomicInteger liars) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            liars.set(Integer.parseInt(line.strip()));
        }
    }
}
