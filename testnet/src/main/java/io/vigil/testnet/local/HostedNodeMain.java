package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.Node;
import io.vigil.node.process.LogSetup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A process in which one node is opened and closed by order, so that a drill measures restarts of a node and not of Java.
 * Orders come by line, and each is answered by its own word when it is done: {@code open}, {@code close}, {@code withhold},
 * {@code publish}, {@code work}, {@code cpu} and {@code heap}, which have another line with their answer. The process ends with
 * its input.
 */
public final class HostedNodeMain {
    private HostedNodeMain() {}

    public static void main(String[] args) throws Exception {
        NodeArguments told = NodeArguments.parse(Arrays.asList(args));
        new LogSetup(told.home(), told.config().log()).apply(false);
        Optional<Node> node = Optional.empty();
        try {
            node = obey(told, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        } finally {
            node.ifPresent(Node::close);
        }
        System.exit(0);
    }

    private static ObjectNode cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        SortedMap<String, Long> nanos = new TreeMap<>();
        long named = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            long used = thread == null ? -1 : threads.getThreadCpuTime(thread.getThreadId());
            if (used > 0) {
                nanos.merge(thread.getThreadName().replaceAll("[-0-9]+$", ""), used, Long::sum);
                named += used;
            }
        }
        long all = ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
        nanos.put("process", all);
        nanos.put("jvm", Math.max(0, all - named)); // its compilers and collectors, and threads that have ended
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        nanos.forEach(json::put);
        return json;
    }

    /** What is reachable. */
    private static long heapBytes() {
        System.gc();
        System.gc(); // the second takes what the first found to be garbage only at its end
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Optional<Node> obey(NodeArguments told, BufferedReader orders) throws IOException {
        SwitchedFaults faults = new SwitchedFaults();
        Optional<Node> node = Optional.empty();
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            switch (order) {
                case "open" -> node = Optional.of(Node.open(told.home(), told.config(), faults));
                case "close" -> {
                    node.ifPresent(Node::close);
                    node = Optional.empty();
                }
                case "withhold" -> faults.withholdProposals(true);
                case "publish" -> faults.withholdProposals(false);
                case "work" -> faults.pretendWork(true);
                case "cpu", "heap" -> {}
                default -> throw new IOException("no such order: " + order);
            }
            System.out.println(order);
            if (order.equals("cpu")) {
                System.out.println(cpuNanos());
            } else if (order.equals("heap")) {
                System.out.println(heapBytes());
            }
        }
        return node;
    }
}
