package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.time.TimeServer;
import io.vigil.node.time.Timekeeper;
import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.clock.ClockJournal;
import io.vigil.timesync.clock.ServedClock;
import io.vigil.timesync.roughtime.ServingRate;
import io.vigil.timesync.udp.HostAndPort;
import io.vigil.timesync.udp.RoughtimeServer;
import io.vigil.types.MalformedException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A Roughtime server on this machine's clock. */
@Command(
        name = "serve",
        description = "Serve signed time (Roughtime) to others; silent while this machine's own clock is not synced.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The clock is that of the home's [timesync] section. Prints the entry for clients' server lists.",
            "",
            "Example:  vigil clock serve --home time0 --listen 0.0.0.0:2003",
            "          vigil clock serve --rate       how many signed replies one core makes"
        })
final class ClockServeCommand implements Callable<Integer> {
    private static final int PORT = 2003;
    private static final long TICK_MILLIS = 500;
    private static final int TICKS_PER_LINE = 120;
    private static final Duration EACH_RATE = Duration.ofSeconds(2);

    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "0.0.0.0:2003",
            description = "where to listen on UDP (default: ${DEFAULT-VALUE})")
    private String listen = "0.0.0.0:2003";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "seed of the server's long-term key, made if missing (default: keys/roughtime.key in the home)")
    private Path key = Path.of("");

    @Option(
            names = "--radius",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "how wrong this machine's clock may be where no majority says it (default: ${DEFAULT-VALUE})")
    private int radiusSeconds = 3;

    @Option(names = "--per-second", defaultValue = "10", description = "questions per second from one address")
    private int perSecond = 10;

    @Option(names = "--rate", description = "measure how fast one core signs replies, and stop")
    private boolean rate;

    @Option(names = "--json", description = "with --rate: print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ClockServeCommand(Shell shell) {
        this.shell = shell;
    }

    static CommandLine create(Shell shell) {
        return SettingFlags.addTo(new CommandLine(new ClockServeCommand(shell)), "timesync.");
    }

    @Override
    public Integer call() throws MalformedException, InterruptedException {
        return rate ? printRate() : serve();
    }

    private int serve() throws MalformedException, InterruptedException {
        HostAndPort address = HostAndPort.parse(listen, PORT);
        NodeConfig config = Settings.tree(
                home.home(),
                ConfigSources.resolve(
                        home.home(),
                        shell.environment(),
                        SettingFlags.of(spec.commandLine().getParseResult())));
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            awaitQuietly(stopped);
        }));
        try (Timekeeper keeper = Timekeeper.open(home.home(), config.timesync(), journal());
                TimeServer server = new TimeServer(
                        key(),
                        new ServedClock(keeper.clock(), Duration.ofSeconds(radiusSeconds)),
                        new RoughtimeServer.Limits(perSecond, 10 * perSecond))) {
            InetSocketAddress bound = server.listen(new InetSocketAddress(address.host(), address.port()));
            shell.say(entry(server, bound));
            for (int tick = 1; !stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS); tick++) {
                keeper.tick();
                if (tick % TICKS_PER_LINE == 0) {
                    shell.note("answered=" + server.answered() + " refused=" + server.refused() + " status="
                            + keeper.clock().status());
                }
            }
        } finally {
            stopped.countDown();
        }
        return ExitCode.OK.number();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private NodeKey key() {
        Path file = key.toString().isEmpty() ? home.home().keys().resolve("roughtime.key") : key;
        if (!Files.exists(file)) {
            NodeKey.generate(new SecureRandom()).writeTo(file);
            shell.note("made a new key in " + file);
        }
        return NodeKey.read(file);
    }

    /** What a client's list needs, in the draft's form. */
    private static String entry(TimeServer server, InetSocketAddress bound) {
        ObjectNode entry = Shell.object();
        entry.put("name", "vigil-" + bound.getPort())
                .put("version", 1)
                .put("publicKeyType", "ed25519")
                .put(
                        "publicKey",
                        Base64.getEncoder().encodeToString(server.publicKey().toArray()));
        entry.putArray("addresses")
                .addObject()
                .put("protocol", "udp")
                .put("address", bound.getHostString() + ":" + bound.getPort());
        return entry.toString();
    }

    private ClockJournal journal() {
        return new ClockJournal() {
            @Override
            public void raised(Alarm alarm) {
                shell.note("ALARM " + alarm.describe());
            }

            @Override
            public void cleared(Alarm alarm) {
                shell.note("over: " + alarm.key());
            }

            @Override
            public void entered(ClockStatus status, String why) {
                shell.note("status " + status + ": " + why);
            }
        };
    }

    private int printRate() {
        ServingRate measured = ServingRate.measure(EACH_RATE, System::nanoTime);
        if (json) {
            ObjectNode root = Shell.object();
            root.put("signaturesPerSecond", measured.signaturesPerSecond())
                    .put("singleRepliesPerSecond", measured.singlePerSecond())
                    .put("batchedRepliesPerSecond", measured.batchedPerSecond());
            shell.print(root);
        } else {
            shell.say("bare Ed25519 signatures  " + measured.signaturesPerSecond() + " per second on one core");
            shell.say("replies, one by one      " + measured.singlePerSecond());
            shell.say("replies in batches       " + measured.batchedPerSecond());
        }
        return ExitCode.OK.number();
    }
}
