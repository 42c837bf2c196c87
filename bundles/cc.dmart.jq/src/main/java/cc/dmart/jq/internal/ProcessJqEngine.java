package cc.dmart.jq.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.service.JqEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Filters in worker processes. One thread watches the time of all of them and ends a process whose time is over; the request
 * thread, which waits for the answer, learns that from the broken pipe. Thread-safe.
 */
@Component(configurationPid = JqConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = JqConfig.class)
public final class ProcessJqEngine implements JqEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessJqEngine.class);
    private static final int MAX_INPUT = 64 << 20;
    private static final int MAX_OUTPUT = 10 << 20;
    private static final int MAX_VALUES = 100_000;
    private static final long ROUND_MILLIS = 60_000;
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final long limitNanos;
    private final Workers workers;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dmart-jq-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** The engine of a bundle; its files are copied when the first filter comes. */
    @Activate
    public ProcessJqEngine(BundleContext context, JqConfig config) {
        this(
                new Supplier<>() {
                    private String path = "";

                    @Override
                    public synchronized String get() {
                        if (path.isEmpty()) {
                            path = WorkerFiles.copy(context.getBundle(), Path.of(config.data(), "run", "jq"));
                        }
                        return path;
                    }
                },
                config);
    }

    ProcessJqEngine(Supplier<String> classPath, JqConfig config) {
        this(classPath, config, Workers::endIdle, ROUND_MILLIS);
    }

    /** @param round done with the workers every so many milliseconds */
    ProcessJqEngine(Supplier<String> classPath, JqConfig config, Consumer<Workers> round, long everyMillis) {
        check("jq_timeout", config.jq_timeout(), 1, 60);
        check("jq_workers", config.jq_workers(), 1, 64);
        check("jq_memory_mb", config.jq_memory_mb(), 32, 4096);
        limitNanos = TimeUnit.SECONDS.toNanos(config.jq_timeout());
        workers = new Workers(
                config.jq_workers(),
                () -> Worker.start(classPath.get(), config.jq_memory_mb(), MAX_OUTPUT, MAX_VALUES));
        Future<?> rounds = watch.scheduleWithFixedDelay(
                steady(() -> round.accept(workers)), everyMillis, everyMillis, TimeUnit.MILLISECONDS);
        LOG.debug("Idle jq workers are looked for: {}", !rounds.isCancelled());
    }

    /** A task that an executor goes on with: it would have no other round after one that failed, and say nothing. */
    private static Runnable steady(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) { // the next round finds the same workers
                told(e);
            }
        };
    }

    private static void told(Throwable failure) {
        try {
            LOG.warn("Idle jq workers could not be ended", failure);
        } catch (Throwable e) { // no memory for the words either; the next round must come all the same
            return;
        }
    }

    private static void check(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + min + ".." + max + " expected");
        }
    }

    @Override
    public byte[] run(String filter, byte[] json) {
        if (json.length > MAX_INPUT) {
            throw failed("the records are too large");
        }
        long begun = System.nanoTime();
        try {
            if (!workers.enter(limitNanos)) {
                throw late();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late();
        }
        long left = Math.max(limitNanos / 10, limitNanos - (System.nanoTime() - begun));
        try {
            Worker.Answer answer = answer(filter, json, left);
            if (!answer.done()) {
                throw failed(new String(answer.text(), StandardCharsets.UTF_8));
            }
            return answer.text();
        } finally {
            workers.leave();
        }
    }

    /** @param left time that is left; that of the start of a process does not count */
    private Worker.Answer answer(String filter, byte[] json, long left) {
        Worker worker = ready();
        Deadline deadline = new Deadline(worker, left);
        try {
            Worker.Answer answer = worker.run(filter, json, TimeUnit.NANOSECONDS.toMillis(left));
            if (!deadline.cancel()) {
                throw new IOException("ended after the answer");
            }
            workers.giveBack(worker);
            return answer;
        } catch (IOException e) {
            worker.kill();
            watch.execute(workers::replace);
            LOG.debug("A jq worker ended: {}", e.toString());
            throw deadline.isOver() ? late() : failed("it takes too much memory");
        }
    }

    private Worker ready() {
        try {
            Worker worker = workers.take();
            Deadline deadline = new Deadline(worker, START_NANOS);
            worker.awaitReady();
            deadline.cancel();
            return worker;
        } catch (IOException e) {
            LOG.error("A jq worker cannot be started", e);
            throw failed("the engine cannot be started");
        }
    }

    private static DmartException late() {
        return DmartException.Invalid.request(ErrorCode.JQ_TIMEOUT, "jq filter took too long to execute");
    }

    private static DmartException failed(String why) {
        return DmartException.Invalid.request(ErrorCode.JQ_ERROR, "jq filter failed: " + why);
    }

    /** Number of processes that wait for a filter. */
    int idle() {
        return workers.idleCount();
    }

    /** Ends all processes. */
    @Deactivate
    public void close() {
        watch.shutdownNow();
        workers.close();
    }

    /** Ends a process at its time. Thread-safe, guarded by itself. */
    private final class Deadline {
        private final Future<?> task;
        private boolean over;
        private boolean cancelled;

        Deadline(Worker worker, long nanos) {
            task = watch.schedule(() -> end(worker), nanos, TimeUnit.NANOSECONDS);
        }

        private synchronized void end(Worker worker) {
            if (!cancelled) {
                over = true;
                worker.kill();
            }
        }

        /** Whether it had not come yet. */
        synchronized boolean cancel() {
            cancelled = true;
            task.cancel(false);
            return !over;
        }

        synchronized boolean isOver() {
            return over;
        }
    }
}
