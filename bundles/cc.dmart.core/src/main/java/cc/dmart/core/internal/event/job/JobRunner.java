package cc.dmart.core.internal.event.job;

import cc.dmart.api.file.DurableFile;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.PluginProperties;
import cc.dmart.api.plugin.ScheduledJob;
import cc.dmart.api.service.JobStatus;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.event.call.GuardedCalls;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.registration.PluginServices;
import cc.dmart.core.internal.event.registration.PluginSetups;
import cc.dmart.core.internal.event.registration.ServiceProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whiteboard of scheduled jobs ({@code plugins-events.md} 2.7): by cron or interval, never two runs of one job at a time,
 * within a time budget. What is laid down about its plugin counts from the next run on, and none begins while that is switched off.
 * When a job last went well is kept over restarts. Thread-safe; the list is replaced as a whole, what was found is guarded by the
 * monitor.
 */
@Component(
        service = JobRunner.class,
        immediate = true,
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final String SUFFIX = ".json";

    /** A service as it was found. */
    private record Found(ScheduledJob job, Map<String, Object> properties, String plugin) {}

    private final Timers timer = new Timers("dmart-jobs");
    private final GuardedCalls guard = new GuardedCalls(timer.executor());
    private final Clock clock;
    private final ZoneId zone;
    private final Path folder;
    private final PluginSetups setups;
    private final List<Found> found = new ArrayList<>();
    private volatile List<JobSlot> jobs = List.of();

    /** The component. */
    @Activate
    public JobRunner(@Reference PluginSetups setups, CoreConfig config) {
        this(
                Clock.systemUTC(),
                ZoneId.of(config.timezone()),
                Path.of(config.data()).resolve("plugins/jobs"),
                setups);
    }

    JobRunner(Clock clock, ZoneId zone, Path folder) {
        this(clock, zone, folder, new PluginSetups());
    }

    JobRunner(Clock clock, ZoneId zone, Path folder, PluginSetups setups) {
        this.setups = setups;
        this.clock = clock;
        this.zone = zone;
        this.folder = folder;
    }

    /** Called by the framework when a job appears. */
    @Reference(
            service = ScheduledJob.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeJob")
    public void addJob(ScheduledJob job, ServiceReference<ScheduledJob> reference) {
        addJob(job, PluginServices.properties(reference), PluginServices.name(reference));
    }

    void addJob(ScheduledJob job, Map<String, Object> properties, String bundle) {
        String plugin =
                new ServiceProps(properties).text(PluginProperties.PLUGIN).orElse(bundle);
        Found one = new Found(job, properties, plugin);
        synchronized (this) {
            found.add(one);
            use(one);
        }
    }

    /** Under the monitor: a job has one slot, and none once it is gone. */
    private void use(Found one) {
        try {
            ServiceProps props = new ServiceProps(setups.over(one.plugin(), one.properties()));
            Optional<JobSlot> known =
                    jobs.stream().filter(s -> s.job() == one.job()).findFirst();
            if (known.isPresent()) {
                known.get().plan(props);
            } else {
                begin(new JobSlot(one.job(), props, one.plugin(), this));
            }
        } catch (IllegalArgumentException e) {
            LOG.error("A job of {} cannot be used: {}", one.plugin(), e.getMessage());
        }
    }

    private void begin(JobSlot slot) {
        List<JobSlot> next = new ArrayList<>(jobs);
        next.add(slot);
        jobs = List.copyOf(next);
        slot.start();
        LOG.info("Job {} runs {}", slot.name(), slot.schedule());
    }

    /** What is laid down about a plugin is another now. */
    public synchronized void changed(String plugin) {
        found.stream().filter(f -> f.plugin().equals(plugin)).forEach(this::use);
    }

    /** Called by the framework when a job goes; waits for its run, at most 10 s, then interrupts it. */
    public void removeJob(ScheduledJob job) {
        List<JobSlot> gone;
        synchronized (this) {
            found.removeIf(f -> f.job() == job);
            gone = jobs.stream().filter(s -> s.job() == job).toList();
            jobs = jobs.stream().filter(s -> s.job() != job).toList();
        }
        gone.forEach(JobSlot::stop);
    }

    /** The jobs as they are now. */
    public List<JobStatus> status() {
        return jobs.stream().map(JobSlot::status).toList();
    }

    /** Starts a run now unless one is under way. @throws DmartException.NotFound without such a job */
    public void run(String name) {
        jobs.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(DmartException.NotFound::entry)
                .runNow();
    }

    Clock clock() {
        return clock;
    }

    Timers timer() {
        return timer;
    }

    GuardedCalls guard() {
        return guard;
    }

    /** Whether a plugin is switched off. */
    boolean isOff(String plugin) {
        return setups.isOff(plugin);
    }

    /** Reads the fields of a job. */
    Optional<Cron> cron(ServiceProps props) {
        try {
            ZoneId named = props.text(PluginProperties.CRON_TZ).map(ZoneId::of).orElse(zone);
            return props.text(PluginProperties.CRON).map(text -> Cron.parse(text, named));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(PluginProperties.CRON_TZ + " is no time zone", e);
        }
    }

    /** When a job last went well. */
    Optional<Instant> lastSuccess(String name) {
        try {
            Path file = folder.resolve(name + SUFFIX);
            return Files.exists(file)
                    ? JsonCodec.parseObject(Files.readAllBytes(file))
                            .number("last_success_ms")
                            .map(JsonNumber::longValue)
                            .map(Instant::ofEpochMilli)
                    : Optional.empty();
        } catch (IOException | DmartException.Invalid e) {
            LOG.warn("It is not known when job {} last ran", name, e);
            return Optional.empty();
        }
    }

    /** Keeps when a job last went well. */
    void keepSuccess(String name, Instant began) {
        try {
            DurableFile.replace(
                    folder.resolve(name + SUFFIX),
                    JsonCodec.write(JsonObject.builder()
                            .put("last_success_ms", began.toEpochMilli())
                            .build()));
        } catch (IOException e) {
            LOG.warn("It cannot be kept when job {} last ran", name, e);
        }
    }

    /** Ends all runs; nothing is written to the data folder afterwards. */
    @Deactivate
    public void close() {
        List<JobSlot> all;
        synchronized (this) {
            found.clear();
            all = jobs;
            jobs = List.of();
        }
        all.forEach(JobSlot::interrupt);
        all.forEach(JobSlot::awaitEnd);
        guard.close();
        timer.close();
    }
}
