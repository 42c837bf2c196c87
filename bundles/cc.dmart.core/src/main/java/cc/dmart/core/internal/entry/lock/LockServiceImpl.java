package cc.dmart.core.internal.entry.lock;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.LockService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link LockService} over the change pipeline. Once a second it tells of locks whose time is over. Thread-safe. */
@Component(immediate = true, configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class LockServiceImpl implements LockService {
    private static final Logger LOG = LoggerFactory.getLogger(LockServiceImpl.class);
    private static final long MAX_PERIOD = 3600;

    private final ChangePipeline pipeline;
    private final CommandContext context;
    private final LockTable locks;
    private final long period;
    private final ScheduledExecutorService keeper = CoreThreads.scheduler("dmart-locks");

    /** A service with the setting {@code lock_period}. @throws IllegalArgumentException if that is not 1..3600 */
    @Activate
    public LockServiceImpl(
            @Reference EntryStore store,
            @Reference ChangePipeline pipeline,
            @Reference Lookups lookups,
            @Reference ChangeRules rules,
            @Reference LockTable locks,
            CoreConfig config) {
        if (config.lock_period() < 1 || config.lock_period() > MAX_PERIOD) {
            throw new IllegalArgumentException("lock_period: 1.." + MAX_PERIOD + " expected");
        }
        this.pipeline = pipeline;
        this.context = new CommandContext(store, lookups, rules);
        this.locks = locks;
        this.period = config.lock_period();
        Future<?> rounds = keeper.scheduleWithFixedDelay(this::keep, 1, 1, TimeUnit.SECONDS);
        LOG.debug("Keeper of locks is {}", rounds.isCancelled() ? "off" : "on");
    }

    @Override
    public Granted lock(Caller caller, Locator at, OptionalLong wanted) {
        long seconds = wanted.orElse(period);
        if (seconds < 1 || seconds > MAX_PERIOD) {
            throw DmartException.Invalid.field(
                    List.of("query", "period"), "Input should be 1 to " + MAX_PERIOD, "value_error");
        }
        return pipeline.run(caller, new LockCommand(context, locks, caller, at, seconds));
    }

    @Override
    public void unlock(Caller caller, SpaceName space, Subpath subpath, Shortname shortname, boolean force) {
        Locator whole = new Locator(space, subpath, shortname, ResourceType.SPACE);
        List<EntryLock> held = locks.named(space, subpath, shortname);
        Locator at = held.stream()
                .filter(lock -> lock.isOf(caller.user()))
                .findFirst()
                .or(() -> held.stream().findFirst())
                .or(() -> Optional.of(whole).filter(Locator::isPossible).flatMap(locks::find))
                .map(EntryLock::at)
                .or(() -> context.store().findByName(space, subpath, shortname).map(StoredEntry::at))
                .or(() -> context.store().find(whole).map(StoredEntry::at))
                .orElseThrow(DmartException.NotFound::entry);
        pipeline.run(caller, UnlockCommand.asked(context, locks, caller, at, force));
    }

    /** Tells of locks that ended by themselves. A failure is no matter: they have ended, and the next round tells it. */
    void keep() {
        for (EntryLock lock : locks.ended()) {
            try {
                pipeline.run(Caller.system(lock.owner()), UnlockCommand.expired(context, locks, lock));
            } catch (DmartException.NotFound e) {
                locks.drop(lock);
            } catch (RuntimeException e) { // the other locks are told of all the same
                LOG.debug("The end of the lock of {} could not be told", lock.at(), e);
            }
        }
        try {
            locks.retain();
        } catch (DmartException e) {
            LOG.debug("The journal keeps more than the locks need", e);
        }
    }

    /** Stops the rounds. */
    @Deactivate
    public void stop() {
        keeper.shutdownNow();
    }
}
