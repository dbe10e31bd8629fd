package io.vigil.testnet.explorer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Depth first over all worlds, several threads with one table of visited states. As long as there is room for open states, a thread goes on from any
 * of them, so that a search that is cut short has not seen one corner only. An exhausted search has tried every step of every state.
 */
public final class Explorer {
    /** Open states from which a thread chooses at random; above that it goes on with the latest. 200 bytes each. */
    private static final int MOST_OPEN = 200_000;

    private static final long REPORT_NANOS = 1_000_000_000L;
    private static final long IDLE_MILLIS = 1;

    /** How a world was reached. */
    private record Path(int node, List<Move> moves, Optional<Path> before, int depth) {}

    private record Open(World world, Optional<Path> path) {}

    private final Plan plan;
    private final Setting setting;
    private final Visited visited;
    private final Steps steps;
    private final ConcurrentLinkedQueue<Open> offered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger idle = new AtomicInteger();
    private final AtomicInteger depth = new AtomicInteger();
    private final LongAdder tried = new LongAdder();
    private final LongAdder open = new LongAdder();
    private final AtomicReference<String> violation = new AtomicReference<>("");
    private volatile boolean stopped;

    public Explorer(Plan plan) {
        this.plan = plan;
        this.setting = new Setting(plan);
        this.visited = new Visited(plan.states());
        this.steps = new Steps(setting);
    }

    /** Ends the search soon; {@link #run} returns what was found until then. */
    public void stop() {
        stopped = true;
    }

    /** @param progress told about once a second */
    public ExplorerReport run(Consumer<ExplorerReport> progress) {
        long began = System.nanoTime();
        World first = World.first(setting);
        visited.add(first.print());
        offered.add(new Open(first, Optional.empty()));
        open.increment();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < plan.threads(); i++) {
            int number = i;
            threads.add(Thread.ofPlatform().name("explorer-" + i).start(() -> search(number)));
        }
        long reportAt = began + REPORT_NANOS;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                join(thread);
                if (System.nanoTime() > reportAt) {
                    progress.accept(report(began));
                    reportAt = System.nanoTime() + REPORT_NANOS;
                }
            }
        }
        return report(began);
    }

    private void join(Thread thread) {
        try {
            thread.join(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    private ExplorerReport report(long began) {
        return new ExplorerReport(
                visited.size(),
                tried.sum(),
                depth.get(),
                open.sum(),
                open.sum() == 0 && violation.get().isEmpty(),
                Duration.ofNanos(System.nanoTime() - began),
                violation.get());
    }

    private void search(int number) {
        Random random = new Random(plan.seed() * 31 + number);
        Steps generator = steps.copy();
        Checked checked = new Checked();
        List<Open> mine = new ArrayList<>();
        while (!stopped && (!mine.isEmpty() || takeOffered(mine))) {
            share(mine);
            int last = mine.size() - 1;
            Collections.swap(mine, mine.size() < MOST_OPEN ? random.nextInt(mine.size()) : last, last);
            expand(mine.removeLast(), generator, checked, mine);
            open.decrement();
        }
    }

    private void expand(Open from, Steps generator, Checked checked, List<Open> mine) {
        Optional<Path> path = from.path;
        try {
            long done = 0;
            Surroundings[] arounds = from.world.surroundings();
            for (int node = 0; node < from.world.size(); node++) {
                path = from.path;
                for (Step step : generator.of(from.world.station(node), arounds[node])) {
                    path = Optional.of(new Path(node, step.moves(), from.path, depth(from.path) + 1));
                    World next = from.world.after(node, step);
                    done++;
                    if (visited.add(next.print())) {
                        next.check(node, checked);
                        if (!step.last()) {
                            mine.add(new Open(next, path));
                            open.increment();
                        }
                        depth.accumulateAndGet(depth(path), Math::max);
                    }
                }
            }
            tried.add(done);
        } catch (Violation e) {
            violation.compareAndSet("", e.getMessage() + "\n" + describe(path));
            stop();
        }
        if (visited.size() >= plan.states()) {
            stop();
        }
    }

    private static int depth(Optional<Path> path) {
        return path.map(Path::depth).orElse(0);
    }

    /** Hands a state to a thread that has none. */
    private void share(List<Open> mine) {
        if (idle.get() > 0 && mine.size() > 1 && offered.isEmpty()) {
            offered.add(mine.removeFirst());
        }
    }

    /** @return false when all threads have nothing left, or the search was stopped */
    private boolean takeOffered(List<Open> mine) {
        idle.incrementAndGet();
        while (!stopped) {
            Open taken = offered.poll();
            if (taken != null) {
                idle.decrementAndGet();
                mine.add(taken);
                return true;
            }
            if (idle.get() == plan.threads() && offered.isEmpty()) {
                return false;
            }
            try {
                Thread.sleep(IDLE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static String describe(Optional<Path> path) {
        List<String> lines = new ArrayList<>();
        for (Optional<Path> at = path; at.isPresent(); at = at.get().before()) {
            lines.addFirst("  " + at.get().node() + " " + at.get().moves());
        }
        return String.join("\n", lines);
    }
}
