package cc.dmart.core.internal.event.job;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.plugin.ScheduledJob;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.JobStatus;
import cc.dmart.core.internal.TestClock;
import cc.dmart.core.internal.event.host.PluginFixture;
import cc.dmart.core.internal.event.registration.PluginSetups;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scheduled jobs ({@code plugins-events.md} 2.7). */
class JobRunnerTest {
    @TempDir
    Path folder;

    private JobRunner runner;
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeEach
    void start() {
        runner = new JobRunner(Clock.systemUTC(), ZoneOffset.UTC, folder);
    }

    @AfterEach
    void close() {
        runner.close();
    }

    private void add(ScheduledJob job, Object... properties) {
        Map<String, Object> map = new HashMap<>(Map.of("dmart.plugin", "p", "component.name", "J"));
        for (int i = 0; i < properties.length; i += 2) {
            map.put((String) properties[i], properties[i + 1]);
        }
        runner.addJob(job, map, "b");
    }

    private JobStatus status() {
        return runner.status().get(0);
    }

    @Test
    void anIntervalRunsAgainAndAgainAndKeepsItsLastRuns() {
        add(c -> runs.incrementAndGet(), "dmart.interval.ms", 1);
        await("25 runs", () -> runs.get() >= 25 && status().runs().size() == 20);
        assertThat(status().runs()).allSatisfy(r -> assertThat(r.error()).isEmpty());
        assertThat(status().schedule()).isEqualTo("every 1 ms");
        assertThat(runner.lastSuccess("p.J")).isPresent();
    }

    private static DeliveryService.Setup setup(String config) {
        return new DeliveryService.Setup(PluginFixture.json(config), Set.of());
    }

    /** A configuration that is saved counts without a restart, for a job too that was of no use before. */
    @Test
    void aSavedConfigurationCounts() {
        PluginSetups setups = new PluginSetups();
        JobRunner configured = new JobRunner(Clock.systemUTC(), ZoneOffset.UTC, folder, setups);
        ScheduledJob job = c -> runs.incrementAndGet();
        configured.addJob(job, Map.of("dmart.plugin", "p", "component.name", "J"), "b");
        assertThat(configured.status()).isEmpty();
        setups.put("p", setup("{'dmart.cron':'0 4 * * *'}"));
        configured.changed("other");
        assertThat(configured.status()).isEmpty();
        configured.changed("p");
        assertThat(configured.status()).extracting(JobStatus::schedule).containsExactly("0 4 * * *");
        setups.put("p", setup("{'dmart.interval.ms':1}"));
        configured.changed("p");
        await("runs", () -> runs.get() > 2);
        setups.put("p", setup("{'dmart.cron':'never'}"));
        configured.changed("p");
        assertThat(configured.status()).as("what cannot be used does not count").hasSize(1);
        configured.removeJob(job);
        configured.changed("p");
        assertThat(configured.status()).isEmpty();
        configured.close();
    }

    @Test
    void aConfigurationThatLeavesTheScheduleAsItIsLetsAJobWaitOn() {
        PluginSetups setups = new PluginSetups();
        TestClock clock = new TestClock();
        JobRunner configured = new JobRunner(clock, ZoneOffset.UTC, folder, setups);
        configured.addJob(
                c -> {}, Map.of("dmart.plugin", "p", "component.name", "J", "dmart.interval.ms", 3_600_000), "b");
        Instant due = configured.status().get(0).next().orElseThrow();
        clock.pass(Duration.ofMinutes(30));
        for (int i = 0; i < 5; i++) {
            assertThat(next(configured, setups, "{'dmart.timeout.ms':" + (1000 + i) + "}"))
                    .isEqualTo(due);
        }
        assertThat(next(configured, setups, "{'dmart.interval.ms':7200000}")).isAfter(due.plusSeconds(3600));
        Instant four = next(configured, setups, "{'dmart.cron':'0 4 * * *'}");
        assertThat(four).isEqualTo(next(configured, setups, "{'dmart.cron':'0 4 * * *','dmart.misfire':'once'}"));
        assertThat(four)
                .isNotEqualTo(next(configured, setups, "{'dmart.cron':'0 4 * * *','dmart.cron.tz':'Asia/Baghdad'}"));
        assertThat(((ThreadPoolExecutor) configured.timer().executor()).getQueue())
                .as("one look at the clock")
                .hasSize(1);
        configured.close();
    }

    private static Instant next(JobRunner jobs, PluginSetups setups, String config) {
        setups.put("p", setup(config));
        jobs.changed("p");
        return jobs.status().get(0).next().orElseThrow();
    }

    @Test
    void runsOfOneJobNeverOverlap() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch open = new CountDownLatch(1);
        add(
                c -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    open.await();
                    now.decrementAndGet();
                    runs.incrementAndGet();
                },
                "dmart.interval.ms",
                1);
        await("running", () -> status().running());
        runner.run("p.J");
        runner.run("p.J");
        open.countDown();
        await("three runs", () -> runs.get() >= 3);
        assertThat(most).hasValue(1);
    }

    @Test
    void aRunThatFailsOrTakesTooLongSaysWhyAndTheNextOneComes() {
        add(
                c -> {
                    if (runs.incrementAndGet() == 1) {
                        throw new IllegalStateException("no luck");
                    }
                    new CountDownLatch(1).await();
                },
                "dmart.interval.ms",
                1,
                "dmart.timeout.ms",
                30);
        await("two runs", () -> status().runs().size() >= 2);
        int size = status().runs().size();
        assertThat(status().runs().get(size - 1).error()).contains("no luck");
        assertThat(status().runs().get(size - 2).error()).contains("30 ms");
        assertThat(runner.lastSuccess("p.J")).isEmpty();
    }

    @Test
    void aMissedRunIsMadeUpForOnceIfTheJobWantsThat() {
        runner.keepSuccess("p.J", Instant.now().minusSeconds(7200));
        add(c -> runs.incrementAndGet(), "dmart.cron", "0 0 1 1 *", "dmart.misfire", "skip");
        runner.keepSuccess("q.J", Instant.now().minusSeconds(400L * 86_400));
        runner.addJob(
                c -> runs.addAndGet(100),
                Map.of("dmart.plugin", "q", "component.name", "J", "dmart.cron", "0 0 1 1 *", "dmart.misfire", "once"),
                "b");
        await(
                "the missed run",
                () -> runs.get() == 100 && !runner.status().get(1).runs().isEmpty());
        assertThat(runner.status().get(1).next().orElseThrow()).isAfter(Instant.now());
        assertThat(status().runs()).isEmpty();
    }

    @Test
    void anOperatorStartsARun() {
        AtomicBoolean manual = new AtomicBoolean();
        add(
                c -> {
                    manual.set(c.isManual());
                    runs.incrementAndGet();
                },
                "dmart.cron",
                "0 0 1 1 *");
        runner.run("p.J");
        await("run", () -> runs.get() == 1);
        assertThat(manual).isTrue();
        assertThatThrownBy(() -> runner.run("p.None")).isInstanceOf(DmartException.NotFound.class);
    }

    @Test
    void jobsWithoutAReadableScheduleAreNotUsed() {
        add(c -> {}, "dmart.cron", "often");
        add(c -> {});
        add(c -> {}, "dmart.cron", "* * * * *", "dmart.cron.tz", "Nowhere/Land");
        assertThat(runner.status()).isEmpty();
    }

    @Test
    void aJobThatGoesIsWaitedFor() {
        CountDownLatch began = new CountDownLatch(1);
        ScheduledJob job = c -> {
            began.countDown();
            runs.incrementAndGet();
        };
        add(job, "dmart.interval.ms", 1);
        await("begun", () -> began.getCount() == 0);
        runner.removeJob(job);
        int after = runs.get();
        assertThat(runner.status()).isEmpty();
        assertThat(runs).hasValue(after);
    }

    private TestClock clock() {
        runner.close();
        TestClock clock = new TestClock();
        runner = new JobRunner(clock, ZoneOffset.UTC, folder);
        return clock;
    }

    @Test
    void aJobIsDueAgainAfterAnErrorOfTheServer() {
        TestClock clock = clock();
        add(
                c -> {
                    if (runs.incrementAndGet() == 1) {
                        clock.failFor("dmart-job-");
                    }
                },
                "dmart.interval.ms",
                1);
        await("another run", () -> runs.get() >= 2);
    }

    @Test
    void aJobIsDueAgainAfterAnErrorAtTheBeginningOfARun() {
        clock().failFor("dmart-job-");
        add(c -> runs.incrementAndGet(), "dmart.interval.ms", 3_600_000);
        runner.run("p.J");
        await("the end of the first", () -> !status().runs().isEmpty());
        assertThat(status().runs().get(0).error()).isNotEmpty();
        runner.run("p.J");
        await("another run", () -> runs.get() == 1);
    }

    @Test
    void aRunWhoseEndCannotBeKeptIsNotBegunAgain() {
        TestClock clock = clock();
        Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        clock.pass(Duration.between(Instant.now(), midnight.minusMillis(100)));
        add(
                c -> {
                    if (runs.incrementAndGet() == 1) {
                        clock.failFor("dmart-job-");
                    }
                },
                "dmart.cron",
                "0 0 * * *");
        await(
                "the next day",
                () -> !status().running() && status().next().orElseThrow().isAfter(midnight));
        assertThat(runs).hasValue(1);
    }
}
