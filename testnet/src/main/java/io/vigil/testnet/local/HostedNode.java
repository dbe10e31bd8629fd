package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process of {@link HostedNodeMain}: a node that is opened and closed by order, in a Java that stays warm. */
public final class HostedNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    private final NodePlan plan;
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;
    private boolean open;

    private HostedNode(NodePlan plan, Process process) {
        this.plan = plan;
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the process; the node is closed. */
    public static HostedNode start(NodePlan plan, List<String> flags) {
        NodeLauncher launcher = NodeLauncher.ofThisProcess(HostedNodeMain.class);
        return new HostedNode(
                plan, launcher.startWithPipes(flags, plan.home().logs().resolve("console.log")));
    }

    public NodePlan plan() {
        return plan;
    }

    public boolean isOpen() {
        return open;
    }

    /** Opens a node each; they open at the same time. */
    public static void open(List<HostedNode> nodes) {
        nodes.forEach(node -> node.say("open"));
        nodes.forEach(node -> node.hear("open"));
        nodes.forEach(node -> node.open = true);
    }

    public static void close(List<HostedNode> nodes) {
        List<HostedNode> running = nodes.stream().filter(HostedNode::isOpen).toList();
        running.forEach(node -> node.say("close"));
        running.forEach(node -> node.hear("close"));
        running.forEach(node -> node.open = false);
    }

    /** Whether its proposals reach nobody from now on, also after it was closed and opened. */
    public void withhold(boolean withheld) {
        String order = withheld ? "withhold" : "publish";
        say(order);
        hear(order);
    }

    /** Makes blocks from now on although nothing waits for them. */
    public void pretendWork() {
        say("work");
        hear("work");
    }

    /** CPU time of each thread of the process until now, in nanoseconds, by name; {@code jvm} is the rest. */
    public JsonNode cpuNanos() {
        say("cpu");
        hear("cpu");
        try {
            return JSON.readTree(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    plan.name() + " ended; see " + plan.home().logs(), e);
        }
    }

    /** What the process holds in Java's memory once all garbage is gone. */
    public long heapBytes() {
        say("heap");
        hear("heap");
        try {
            return Long.parseLong(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    plan.name() + " ended; see " + plan.home().logs(), e);
        }
    }

    /** Memory of the whole process; 0 if the system does not say. */
    public long residentBytes() {
        return ProcessFacts.of(process.pid()).residentBytes();
    }

    public long pid() {
        return process.pid();
    }

    /** What {@code vigil consensus status} shows. */
    public JsonNode status() {
        try {
            return new AdminClient(plan.adminPort(), AdminToken.read(plan.home())).call("consensus_status");
        } catch (IOException e) {
            throw new UncheckedIOException(plan.name() + ": " + e.getMessage(), e);
        }
    }

    private void say(String order) {
        try {
            orders.write(order + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    plan.name() + " ended; see " + plan.home().logs(), e);
        }
    }

    private void hear(String expected) {
        try {
            String answer = answers.readLine();
            if (!expected.equals(answer)) {
                throw new IllegalStateException(plan.name() + " answered " + answer + " when it was told to " + expected
                        + "; see " + plan.home().logs());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    plan.name() + " ended; see " + plan.home().logs(), e);
        }
    }

    @Override
    public void close() {
        try {
            orders.close();
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
