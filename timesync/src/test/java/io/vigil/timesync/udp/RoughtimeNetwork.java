package io.vigil.timesync.udp;

import io.vigil.timesync.clock.MachineClocks;
import io.vigil.timesync.roughtime.Dialect;
import io.vigil.timesync.roughtime.LongTermKey;
import io.vigil.timesync.roughtime.ReplyBatch;
import io.vigil.timesync.roughtime.RoughtimeServers;
import io.vigil.types.testing.Seeds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Roughtime servers of our own on loopback, each with its own idea of the time. */
public final class RoughtimeNetwork implements AutoCloseable {
    public static final List<Dialect> CURRENT = List.of(Dialect.VERSION_1, Dialect.DRAFT_19);

    private final Loops loops = new Loops();
    private final List<RoughtimeServer> servers = new ArrayList<>();
    private final List<RoughtimeServers.Server> list = new ArrayList<>();

    public RoughtimeNetwork(MachineClocks machine, Duration... offsets) {
        for (int i = 0; i < offsets.length; i++) {
            Duration offset = offsets[i];
            serve(
                    machine,
                    i,
                    () -> Optional.of(
                            new ServedTime.Now(Math.addExact(machine.read().wallNanos(), offset.toNanos()), 0)));
        }
    }

    private void serve(MachineClocks machine, int number, ServedTime time) {
        LongTermKey key = new LongTermKey(Seeds.of(number + 1).bytes(LongTermKey.SEED_BYTES));
        RoughtimeServer server = new RoughtimeServer(
                loops.group(),
                new ReplyBatch(key, CURRENT, new SecureRandom()),
                time,
                machine::monoNanos,
                RoughtimeServer.Limits.DEFAULT);
        InetSocketAddress address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        servers.add(server);
        list.add(new RoughtimeServers.Server(
                "s" + number,
                "operator " + number,
                false,
                CURRENT,
                key.publicKey(),
                List.of("127.0.0.1:" + address.getPort())));
    }

    public Loops loops() {
        return loops;
    }

    public List<RoughtimeServers.Server> list() {
        return list;
    }

    public List<RoughtimeServer> servers() {
        return servers;
    }

    public static MachineClocks machine() {
        return new MachineClocks(java.time.InstantSource.system(), System::nanoTime);
    }

    @Override
    public void close() {
        servers.forEach(RoughtimeServer::close);
        loops.close();
    }
}
