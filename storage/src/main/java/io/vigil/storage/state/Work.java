package io.vigil.storage.state;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks that do not depend on each other, on the caller's thread and on as many others as the executor lends. The
 * caller takes every task nobody has begun, so an executor that is busy or full cannot block it.
 */
final class Work {
    private final List<Runnable> tasks;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch unfinished;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private Work(List<Runnable> tasks) {
        this.tasks = tasks;
        this.unfinished = new CountDownLatch(tasks.size());
    }

    /** @throws RuntimeException the first that a task threw, once all have ended */
    static void run(List<Runnable> tasks, Executor executor, int maxThreads) {
        Work work = new Work(tasks);
        for (int i = 1; i < Math.min(maxThreads, tasks.size()); i++) {
            executor.execute(work::drain);
        }
        work.drain();
        work.await();
    }

    private void drain() {
        for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
            try {
                tasks.get(i).run();
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } finally {
                unfinished.countDown();
            }
        }
    }

    private void await() {
        boolean interrupted = false;
        while (true) {
            try {
                unfinished.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        RuntimeException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }
}
