package cc.dmart.core.internal.event.job;

import cc.dmart.api.plugin.JobContext;
import cc.dmart.api.plugin.PluginProperties;
import cc.dmart.api.plugin.ScheduledJob;
import cc.dmart.api.service.JobStatus;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.registration.Registration;
import cc.dmart.core.internal.event.registration.ServiceProps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One scheduled job: when it is due, whether it runs, how it went. Thread-safe, guarded by its monitor. */
final class JobSlot {
    private static final Logger LOG = LoggerFactory.getLogger(JobSlot.class);
    private static final long BUDGET_MILLIS = 600_000;
    private static final long DRAIN_SECONDS = 10;
    private static final long LONGEST_SLEEP_MILLIS = 60_000;
    private static final long AFTER_FAILURE_MILLIS = 1000;
    private static final int KEPT = 20;

    /** What a run is told. */
    private record Run(Instant scheduledFor, Optional<Instant> lastSuccess, Instant deadline, boolean isManual)
            implements JobContext {}

    /** What the properties of a job say. */
    private record Plan(Optional<Cron> cron, long intervalMillis, Duration budget, boolean makeUp) {
        /** @throws IllegalArgumentException with one sentence if they are not usable */
        static Plan of(ServiceProps props, JobRunner runner) {
            Plan out = new Plan(
                    runner.cron(props),
                    (long) props.number(PluginProperties.INTERVAL_MS, 0),
                    Duration.ofMillis((long) props.number(PluginProperties.TIMEOUT_MS, BUDGET_MILLIS)),
                    props.text(PluginProperties.MISFIRE).orElse("skip").equals("once"));
            if (out.cron.isEmpty() && out.intervalMillis <= 0) {
                throw new IllegalArgumentException(
                        "it has neither " + PluginProperties.CRON + " nor " + PluginProperties.INTERVAL_MS);
            }
            return out;
        }

        boolean isDueLike(Plan other) {
            return cron.equals(other.cron) && (cron.isPresent() || intervalMillis == other.intervalMillis);
        }
    }

    private final ScheduledJob job;
    private final JobRunner runner;
    private final String plugin;
    private final String name;
    private volatile Plan plan;
    private final PluginState state = new PluginState();
    private final ExecutorService thread;
    private final Deque<JobStatus.Run> runs = new ArrayDeque<>();
    private Optional<Instant> next = Optional.empty();
    private boolean running;
    private boolean stopped;

    /** Calls off the next look at the clock. */
    private Runnable wake = () -> {};

    /** A job. @throws IllegalArgumentException with one sentence if its properties are not usable */
    JobSlot(ScheduledJob job, ServiceProps props, String bundle, JobRunner runner) {
        Registration<ScheduledJob> named = Registration.of(job, props, bundle, Duration.ofMillis(BUDGET_MILLIS));
        this.job = job;
        this.runner = runner;
        this.plugin = named.plugin();
        this.name = named.name();
        this.plan = Plan.of(props, runner);
        this.thread = CoreThreads.workers("dmart-job-" + name, 1);
    }

    ScheduledJob job() {
        return job;
    }

    String name() {
        return name;
    }

    String schedule() {
        Plan now = plan;
        return now.cron().map(Cron::toString).orElse("every " + now.intervalMillis() + " ms");
    }

    /**
     * Goes by other properties from now on; a run that is under way ends as it began, and a wait whose length they do not change
     * goes on. @throws IllegalArgumentException as at first
     */
    synchronized void plan(ServiceProps props) {
        Plan before = plan;
        plan = Plan.of(props, runner);
        if (!running && !plan.isDueLike(before)) {
            next = due(runner.clock().instant());
            sleep();
        }
    }

    /** Waits for the first run; one that was missed while nobody was there is made up for if the job wants that. */
    synchronized void start() {
        Instant now = runner.clock().instant();
        Optional<Instant> missed = plan.cron()
                .filter(cron -> plan.makeUp())
                .flatMap(cron -> runner.lastSuccess(name).flatMap(cron::after))
                .filter(due -> due.isBefore(now));
        next = missed.isPresent() ? Optional.of(now) : due(now);
        sleep();
    }

    private Optional<Instant> due(Instant from) {
        Plan now = plan;
        return now.cron().isPresent()
                ? now.cron().get().after(from)
                : Optional.of(from.plusMillis(now.intervalMillis()));
    }

    private void sleep() {
        if (next.isEmpty()) {
            return;
        }
        long millis = Duration.between(runner.clock().instant(), next.get()).toMillis();
        wakeIn(Math.max(0, Math.min(LONGEST_SLEEP_MILLIS, millis)));
    }

    private synchronized void wakeIn(long millis) {
        if (stopped) {
            return;
        }
        wake.run();
        wake = runner.timer().laterUnless(this::look, millis);
    }

    private void look() {
        try {
            lookNow();
        } catch (Throwable e) { // else the job would never be due again
            wakeIn(AFTER_FAILURE_MILLIS);
            LOG.error("Job {} could not be started", name, e);
        }
    }

    private synchronized void lookNow() {
        Instant now = runner.clock().instant();
        if (stopped || running || next.isEmpty()) {
            return;
        }
        if (now.isBefore(next.get())) {
            sleep();
            return;
        }
        if (runner.isOff(plugin)) {
            next = due(now);
            sleep();
            return;
        }
        begin(next.get(), false, now);
    }

    /** Starts a run unless one is under way. */
    synchronized void runNow() {
        if (!stopped && !running) {
            Instant now = runner.clock().instant();
            begin(now, true, now);
        }
    }

    /** Also settles what is due next, as a run whose end cannot be kept must not be begun again. */
    private void begin(Instant due, boolean manual, Instant now) {
        Optional<Instant> after = due(now);
        try {
            thread.execute(() -> run(due, manual));
            running = true;
            next = after;
        } catch (RejectedExecutionException e) {
            LOG.debug("Job {} ended", name);
        }
    }

    private void run(Instant due, boolean manual) {
        Instant began = due;
        String error = "it ended in a way that nobody expected";
        try {
            began = runner.clock().instant();
            error = outcome(began, due, manual);
        } catch (Throwable e) { // what it is due to must not keep it from its next run
            LOG.error("Job {} failed", name, e);
        } finally {
            ended(began, error);
        }
    }

    /** Runs the job. @return what went wrong; empty if nothing did */
    private String outcome(Instant began, Instant due, boolean manual) {
        Duration budget = plan.budget();
        String error = state.isStuck()
                ? "an earlier run ignores its interrupt"
                : call(new Run(due, runner.lastSuccess(name), began.plus(budget), manual), budget);
        if (error.isEmpty()) {
            runner.keepSuccess(name, began);
        } else {
            LOG.warn("Job {} failed: {}", name, error);
        }
        return error;
    }

    private String call(Run run, Duration budget) {
        try {
            boolean unused = runner.guard()
                    .call(
                            name,
                            state,
                            () -> {
                                job.run(run);
                                return true;
                            },
                            budget);
            return "";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            return "it took longer than " + budget.toMillis() + " ms";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "it was interrupted";
        }
    }

    private void ended(Instant began, String error) {
        try {
            keep(began, error);
        } catch (Throwable e) { // else the job would never be due again
            wakeIn(AFTER_FAILURE_MILLIS);
            LOG.error("How job {} went could not be kept", name, e);
        }
    }

    private synchronized void keep(Instant began, String error) {
        running = false;
        Instant now = runner.clock().instant();
        runs.addFirst(new JobStatus.Run(began, Duration.between(began, now).toMillis(), error));
        if (runs.size() > KEPT) {
            runs.removeLast();
        }
        next = due(now);
        sleep();
    }

    /** How it is doing. */
    synchronized JobStatus status() {
        return new JobStatus(plugin, name, schedule(), running, stopped ? Optional.empty() : next, List.copyOf(runs));
    }

    /** Begins no more runs and lets the running one end. */
    void stop() {
        synchronized (this) {
            stopped = true;
            wake.run();
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** The same at once, see {@link #awaitEnd}. */
    void interrupt() {
        synchronized (this) {
            stopped = true;
            wake.run();
        }
        thread.shutdownNow();
    }

    /** Waits until nothing of a run is written any more; it is short, because the call of the job itself was given up. */
    void awaitEnd() {
        try {
            if (!thread.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Job {} still runs", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
