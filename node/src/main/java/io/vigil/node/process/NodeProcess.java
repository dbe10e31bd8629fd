package io.vigil.node.process;

import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.node.Faults;
import io.vigil.node.Node;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.plan.PlanFile;
import io.vigil.types.MalformedException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs one node until a signal ends it or it fails. SIGTERM and Ctrl-C close the node in order, and the process then
 * ends with 0; a failure ends it with the code of {@link ExitCode}.
 */
public final class NodeProcess {
    private final NodeHome home;
    private final NodeConfig config;
    private final Faults faults;
    private final PrintStream err;
    private final List<Path> plans;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile ExitCode code = ExitCode.OK;
    private final AtomicReference<@Nullable Node> running = new AtomicReference<>();
    private volatile boolean stopping;

    /** A node without faults. */
    public NodeProcess(NodeHome home, NodeConfig config, PrintStream err) {
        this(home, config, Faults.NONE, err);
    }

    /**
     * @param faults what a drill breaks
     * @param err gets one line if the node cannot be opened or fails
     */
    public NodeProcess(NodeHome home, NodeConfig config, Faults faults, PrintStream err) {
        this(home, config, faults, List.of(), err);
    }

    /** A node without faults that starts by a plan. @param plans at most one file */
    public NodeProcess(NodeHome home, NodeConfig config, List<Path> plans, PrintStream err) {
        this(home, config, Faults.NONE, plans, err);
    }

    /** @param plans at most one file with a signed plan */
    public NodeProcess(NodeHome home, NodeConfig config, Faults faults, List<Path> plans, PrintStream err) {
        this.plans = List.copyOf(plans);
        this.home = home;
        this.config = config;
        this.faults = faults;
        this.err = err;
    }

    /**
     * @param onTerminal whether log lines also go to the standard output
     * @param opened called once, when the node answers
     */
    public ExitCode run(boolean onTerminal, Runnable opened) throws InterruptedException {
        new LogSetup(home, config.log()).apply(onTerminal);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        try {
            boolean again = serve(opened);
            while (again) { // on a store that was restored meanwhile
                again = serve(() -> {});
            }
            return code;
        } catch (RuntimeException e) {
            code = failed(e);
            return code;
        } finally {
            ended.countDown();
        }
    }

    /** @return whether it is to be opened anew */
    private boolean serve(Runnable opened) throws InterruptedException {
        try (Node node = Node.open(home, config, faults, read(plans))) {
            running.set(node);
            opened.run();
            boolean again = !stopping && node.run() && !stopping;
            if (!again) {
                code = node.endsWith();
            }
            return again;
        } finally {
            running.set(null);
        }
    }

    private static List<SignedPlan> read(List<Path> files) {
        List<SignedPlan> read = new ArrayList<>();
        for (Path file : files) {
            try {
                read.add(PlanFile.read(file));
            } catch (MalformedException e) {
                throw new RefusedException(String.valueOf(e.getMessage()), e);
            }
        }
        return read;
    }

    /**
     * Runs when the process is told to end, by a signal or by its own main after a failure; the thread in {@link #run} sees the
     * node close and finishes. Ends the process with the code that it found.
     */
    private void stop() {
        stopping = true;
        Node node = running.get();
        if (node != null) {
            node.close();
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LogManager.shutdown();
        ExitCode found = node != null && code == ExitCode.OK ? node.endsWith() : code;
        Runtime.getRuntime().halt(found.number());
    }

    private ExitCode failed(RuntimeException failure) {
        Logger log = LogManager.getLogger("vigil");
        ExitCode found = ExitCode.of(failure);
        String message = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        if (found == ExitCode.CHECK_FAILED) {
            log.error("ended code={} reason=\"{}\"", found.number(), message, failure);
        } else {
            log.error("ended code={} reason=\"{}\"", found.number(), message);
        }
        err.println("vigil: " + message);
        return found;
    }
}
